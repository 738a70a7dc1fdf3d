extern "C" int cgeojson_x(void){return 0;}
