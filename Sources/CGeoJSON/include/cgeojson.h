int cgeojson_x(void);
