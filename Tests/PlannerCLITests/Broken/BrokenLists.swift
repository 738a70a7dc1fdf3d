/// Tables of counts, zones, towns and candidates, and project files, of which something is wrong.
extension BrokenFile {
  static let counts: [BrokenFile] = population + totals

  private static let population: [BrokenFile] = [
    BrokenFile(
      "a population of no bytes", .population, "p.csv", 65,
      "the population table is empty (0 bytes)"
    ) { [] },
    BrokenFile(
      "a population with only a header", .population, "p.csv", 65, "見出しだけで、データの行がありません",
      "KEY_CODE,total\n"),
    BrokenFile(
      "a population with its header twice", .population, "p.csv", 0, "5 of 5 residents",
      "KEY_CODE,total\nKEY_CODE,total\n534022791,5\n"),
    BrokenFile(
      "a population with two columns of totals", .population, "p.csv", 65,
      "columns \"total\" and \"総数\" both mean \"total\"", "KEY_CODE,total,総数\n534022791,5,6\n"),
    BrokenFile(
      "a population without codes", .population, "p.csv", 65, "there is no grid code column (mesh)",
      "total,65+\n5,1\n"),
    BrokenFile(
      "a population without totals", .population, "p.csv", 65, "there is no total column (total)",
      "KEY_CODE,65+\n534022791,1\n"),
    BrokenFile(
      "a population that a spreadsheet rounded", .population, "p.csv", 65, "表計算ソフトが桁を丸めています",
      "KEY_CODE,total\n5.34023E+08,5\n"),
    BrokenFile(
      "a population with a code of nine nines", .population, "p.csv", 65,
      "「999999999」はメッシュコードではありません", "KEY_CODE,total\n534022791,5\n999999999,5\n"),
    BrokenFile(
      "a population with a code of a thousand digits", .population, "p.csv", 65,
      "is no grid code. Write a JIS X 0410 code",
      "KEY_CODE,total\n\(String(repeating: "5", count: 1000)),5\n"),
    BrokenFile(
      "a population of two levels", .population, "p.csv", 65,
      "1 code(s) of the 1 km grid in a table of the 500 m grid (row 3)",
      "KEY_CODE,total\n534022791,5\n53402279,5\n534022792,5\n"),
    BrokenFile(
      "fewer than nobody", .population, "p.csv", 65, "人数が負の数です（-5）",
      "KEY_CODE,total\n534022791,-5\n"),
    BrokenFile(
      "1e308 residents", .population, "p.csv", 65, "人数が多すぎます（1e308）",
      "KEY_CODE,total\n534022791,1e308\n"),
    BrokenFile(
      "not a number of residents", .population, "p.csv", 65,
      "a number of people that is not finite (NaN)", "KEY_CODE,total\n534022791,NaN\n"),
    BrokenFile(
      "residents in thousands", .population, "p.csv", 65, "there is no total column (total)",
      "KEY_CODE,総人口（千人）\n534022791,5\n"),
    BrokenFile(
      "residents in words", .population, "p.csv", 65, "\"五人\" cannot be read as a number of people",
      "KEY_CODE,total\n534022791,五人\n"),
    BrokenFile(
      "a total that is suppressed", .population, "p.csv", 65,
      "there is no total. Totals are never suppressed", "KEY_CODE,total\n534022791,*\n"),
    BrokenFile(
      "a cell twice", .population, "p.csv", 65, "メッシュ 534022791 は3行目にもあります",
      "KEY_CODE,total\n534022791,5\n534022791,6\n"),
    BrokenFile(
      "a population of the other side of the country", .population, "p.csv", 65,
      "no resident of the population file lies in any municipality", "KEY_CODE,total\n644142271,5\n"
    ),
    BrokenFile(
      "a population in CP932 that is cut", .population, "p.csv", 65,
      "the file ends in the middle of a character"
    ) {
      Array("KEY_CODE,".utf8) + [0x91, 0x8D, 0x90, 0x94, 0x0A] + Array("534022791,5".utf8) + [0x90]
    },
    BrokenFile(
      "a population whose suppression has no host", .population, "p.csv", 0,
      "ages are unknown in 1 cells (5 residents)",
      "KEY_CODE,HTKSYORI,HTKSAKI,GASSAN,総数,65歳以上\n534022791,1,534022799,,5,*\n"),
    BrokenFile(
      "suppression in a circle", .population, "p.csv", 0,
      "2 cells (1 groups) have ages that are published only together",
      "KEY_CODE,HTKSYORI,HTKSAKI,GASSAN,総数,65歳以上\n534022791,1,534022792,,5,*\n534022792,1,534022791,,5,*\n"
    ),
    BrokenFile(
      "points of residents without a position", .population, "p.csv", 65,
      "row 2, column lon: there is no position", "lat,lon,residents\n35.56,,5\n"),
    BrokenFile(
      "points of residents at infinity", .population, "p.csv", 65,
      "inf is no latitude or longitude", "lat,lon,residents\n35.56,inf,5\n"),
    BrokenFile(
      "points of fewer than nobody", .population, "p.csv", 65, "a negative number of people (-1)",
      "lat,lon,residents\n35.56,140.37,-1\n"),
    BrokenFile(
      "a population of a billion cells that is a bomb", .population, "p.zip", 65,
      "展開すると1900MBになるので読みません", within: (1500, 60)
    ) {
      var archive = Archive()
      archive.add(
        Archive.Member(
          name: Array("p.csv".utf8), packed: [0, 0], method: 8, size: 1_900_000_000, checksum: 0))
      return archive.bytes()
    },
    BrokenFile(
      "a population that is a layer of lines", .population, "p.geojson", 65,
      "the feature is not a single point (lines)",
      "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"properties\":{\"total\":5},\"geometry\":{\"type\":\"LineString\",\"coordinates\":[[140.3,35.5],[140.4,35.6]]}}]}"
    ),
    BrokenFile(
      "areas of residents without a count", .population, "p.geojson", 65,
      "no field plainly holds the total; found: name",
      "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"properties\":{\"name\":\"a\"},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[140.3,35.5],[140.4,35.5],[140.4,35.6],[140.3,35.5]]]}}]}"
    ),
  ]

  private static let totals: [BrokenFile] = [
    BrokenFile(
      "totals with only a header", .totals, "t.csv", 65, "there is a header but no data row",
      "code,name,total\n"),
    BrokenFile(
      "totals with a wrong code", .totals, "t.csv", 0, "3 municipalities have no total",
      "code,name,total\n1221,東金市,5\n"),
    BrokenFile(
      "totals with a code twice", .totals, "t.csv", 65, "12213 は3行目にもあります",
      "code,name,total\n12213,東金市,5\n12213,東金市,6\n"),
    BrokenFile(
      "totals of fewer than nobody", .totals, "t.csv", 65, "人数が負の数です（-5）",
      "code,name,total\n12213,東金市,-5\n"),
    BrokenFile(
      "totals of other municipalities", .totals, "t.csv", 0, "総数の表にない市町村が3あります",
      "code,name,total\n13101,千代田区,5\n"
    ),
    BrokenFile(
      "totals that are suppressed", .totals, "t.csv", 65, "row 2, column total: there is no total",
      "code,name,total\n12213,東金市,X\n"),
  ]

  static let lists: [BrokenFile] = zones + towns + candidates + agreements + projects

  private static let zones: [BrokenFile] = [
    BrokenFile("zones of no bytes", .zones, "z.csv", 65, "圏域の表「圏域」が空です（0バイト）") { [] },
    BrokenFile(
      "zones with only a header", .zones, "z.csv", 65, "there is a header but no data row",
      "area,code,source\n"),
    BrokenFile(
      "zones without codes", .zones, "z.csv", 65, "there is no municipality code column (code)",
      "area,source\n山武,県\n"),
    BrokenFile(
      "zones with a wrong code", .zones, "z.csv", 0, "is not among the municipalities",
      "area,code\n山武,99999\n"),
    BrokenFile(
      "zones with a code whose check digit is wrong", .zones, "z.csv", 65,
      "The sixth digit (check digit) does not fit", "area,code\n山武,122132\n"),
    BrokenFile(
      "a municipality in two zones", .zones, "z.csv", 65, "12213 が二つ以上の圏域にあります",
      "area,code\n山武,12213\n海辺,12213\n"),
    BrokenFile("a zone without a name", .zones, "z.csv", 65, "圏域の名前がありません", "area,code\n,12213\n"),
    BrokenFile(
      "a municipality twice in a zone", .zones, "z.csv", 0, "12213 は「山武」に2度書かれています",
      "area,code\n山武,12213\n山武,12213\n"),
    BrokenFile(
      "a zone whose code and name contradict each other", .zones, "z.csv", 0,
      "コード 12213 と名前「大網白里市」（12239）が食い違っています", "area,code,市町村\n山武,12213,大網白里市\n"),
    BrokenFile(
      "a zone that is all but one municipality", .zones, "z.csv", 65,
      "「東金市を除く」という市町村は境界のデータにありません", "area,市町村\nA,東金市を除く\n"),
    BrokenFile(
      "a zone with a column without a name", .zones, "z.csv", 0, "見出しのない列に値があります（C列）",
      "area,code,,source\n山武,12213,memo,県\n"),
    BrokenFile("zones that are a picture", .zones, "z.csv", 65, "画像（PNG）のファイルで、データとして読めません") {
      [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    },
  ]

  private static let towns: [BrokenFile] = [
    BrokenFile("towns of no bytes", .gazetteer, "g.csv", 65, "the gazetteer is empty (0 bytes)") {
      []
    },
    BrokenFile(
      "towns with only a header", .gazetteer, "g.csv", 65, "there is a header but no data row",
      "city,town,lat,lon\n"),
    BrokenFile(
      "towns without positions", .gazetteer, "g.csv", 65,
      "this is no gazetteer: it needs columns of the municipality, the town", "city,town\n東金市,田間\n"),
    BrokenFile(
      "towns of which all are at no place", .gazetteer, "g.csv", 65,
      "there is no usable row (no latitude and longitude: 1, row 2)",
      "city,town,lat,lon\n東金市,田間,NaN,inf\n"),
    BrokenFile(
      "towns with swapped axes", .gazetteer, "g.csv", 65,
      "latitude and longitude are swapped in most rows", "city,town,lat,lon\n東金市,田間,140.35,35.55\n"),
    BrokenFile(
      "a town with a name of a megabyte", .gazetteer, "g.csv", 65, "1MBを超える値があります",
      within: (1500, 60)
    ) {
      Array(
        ("city,town,lat,lon\n東金市," + String(repeating: "丁", count: 400_000) + ",35.55,140.35\n")
          .utf8)
    },
    BrokenFile(
      "a town half of which is in another encoding", .gazetteer, "g.csv", 65, "文字が壊れています（38バイト目）"
    ) {
      Array("city,town,lat,lon\n東金市東金市,".utf8) + [0x93, 0x63] + Array(",35.55,140.35\n".utf8)
    },
  ]

  private static let candidates: [BrokenFile] = [
    BrokenFile(
      "candidates of no bytes", .candidates, "c.csv", 65,
      "the list of candidates is empty (0 bytes)"
    ) { [] },
    BrokenFile(
      "candidates with only a header", .candidates, "c.csv", 65,
      "there is a header but no data row", "id,name,lat,lon\n"),
    BrokenFile(
      "candidates without positions", .candidates, "c.csv", 65,
      "there are no position columns; found: id, name", "id,name\n1,店\n"),
    BrokenFile(
      "candidates all with swapped axes", .candidates, "c.csv", 65, "緯度と経度が入れ替わっています",
      "id,name,lat,lon\n1,店,140.37,35.56\n"),
    BrokenFile(
      "candidates whose cost is a word", .candidates, "c.csv", 65,
      "「高い」は費用として使えません", "id,name,lat,lon,cost\n1,店,35.56,140.37,高い\n"),
    BrokenFile(
      "candidates whose costs are in thousands of yen", .candidates, "c.csv", 65,
      "費用の単位が円かどうか分かりません", "id,name,lat,lon,費用（千円）\n1,店,35.56,140.37,100\n"),
    BrokenFile(
      "candidates that cost something a month", .candidates, "c.csv", 65,
      "whether these costs are in yen is not clear",
      "id,name,lat,lon,費用(月額)\n1,店,35.56,140.37,100\n"),
    BrokenFile(
      "candidates of several kinds for one", .candidates, "c.csv", 0,
      "別の種別と書かれた行が1件あります（寺社1。2行目）。指定のとおり「商工」の候補にしました",
      "id,name,lat,lon,種別\n1,寺,35.56,140.37,寺社\n2,店,35.55,140.36,商工\n"),
    BrokenFile(
      "candidates that have left", .candidates, "c.csv", 0, "使わない列があります：退会日",
      "id,name,lat,lon,退会日\n1,店,35.56,140.37,2020-03-31\n"),
    BrokenFile(
      "candidates that cost less than nothing", .candidates, "c.csv", 65,
      "\"-5\" cannot be used as a cost", "id,name,lat,lon,cost\n1,店,35.56,140.37,-5\n"),
    BrokenFile(
      "candidates in a file of OpenStreetMap that is cut", .candidates, "c.osm.pbf", 65,
      "ファイルが壊れているか、途中で切れています"
    ) {
      [0, 0, 0, 13, 0x0A, 9] + Array("OSMHeader".utf8) + [0x18, 0x7C]
    },
    BrokenFile(
      "candidates in XML of OpenStreetMap that is cut", .candidates, "c.osm", 65,
      "the file is damaged or cut off",
      "<osm version=\"0.6\"><node id=\"1\" lat=\"35.56\" lon=\"140.37\"><tag k=\"shop\""),
    BrokenFile(
      "candidates that are outlines cut short", .candidates, "c.geojson", 65,
      "the GeoJSON ends in the middle", "{\"type\":\"FeatureCollection\",\"features\":["),
  ]

  private static let agreements: [BrokenFile] = [
    BrokenFile("requests of no bytes", .agreement, "r.csv", 65, "依頼の記録が空です（0バイト）") { [] },
    BrokenFile(
      "requests with only a header", .agreement, "r.csv", 65, "there is a header but no data row",
      "kind,asked,agreed\n"),
    BrokenFile(
      "requests of which more agreed than were asked", .agreement, "r.csv", 65,
      "応じた数（3）が頼んだ数（2）より多くなっています", "kind,asked,agreed\ncommerce,2,3\n"),
    BrokenFile(
      "requests of fewer than none", .agreement, "r.csv", 65, "\"-2\" is no count",
      "kind,asked,agreed\ncommerce,-2,-3\n"),
    BrokenFile(
      "requests of an unknown kind", .agreement, "r.csv", 65,
      "there is no kind \"comerce\". Did you mean \"commerce\"?", "kind,asked,agreed\ncomerce,3,2\n"
    ),
    BrokenFile(
      "requests with a result that is no word", .agreement, "r.csv", 65, "結果「たぶん」が分かりません",
      "kind,result\ncommerce,たぶん\n"),
    BrokenFile(
      "requests of 1e308", .agreement, "r.csv", 65, "「1e308」は件数ではありません",
      "kind,asked,agreed\ncommerce,1e308,1\n"),
    BrokenFile(
      "requests without answers", .agreement, "r.csv", 65,
      "there is no number agreed column (agreed)", "kind,asked\ncommerce,3\n"),
  ]

  private static let projects: [BrokenFile] = [
    BrokenFile("a project of no bytes", .project, "p.yaml", 65, "プロジェクトファイルが空です（0バイト）") { [] },
    BrokenFile(
      "a project that is a list", .project, "p.yaml", 65, "Write a list of \"key: value\"",
      "- stations.csv\n"),
    BrokenFile(
      "a project with tabs", .project, "p.yaml", 65, "row 2: the line is indented with a tab",
      "stations:\n\t- a.csv\n"),
    BrokenFile(
      "a project with a full-width colon", .project, "p.yaml", 65, "row 1: the colon behind",
      "stations：a.csv\nradius: 800m\n"),
    BrokenFile(
      "a project with a key twice", .project, "p.yaml", 65, "同じキーが二度あります：stations",
      "stations: a.csv\nstations: b.csv\n"),
    BrokenFile(
      "a project with an unknown key", .project, "p.yaml", 65,
      "unknown key \"statoins\". Did you mean \"stations\"?", "statoins: a.csv\n"),
    BrokenFile(
      "a project with an open quote", .project, "p.yaml", 65, "YAMLとして読めません", "stations: \"a.csv\n"),
    BrokenFile(
      "a project with an alias of nothing", .project, "p.yaml", 65, "found undefined alias",
      "stations: *a\n"),
    BrokenFile(
      "a project with aliases in aliases", .project, "p.yaml", 65, "unknown key \"a0\"",
      within: (1500, 60)
    ) {
      var text = "a0: &a0 [x,x]\n"
      for depth in 1...30 { text += "a\(depth): &a\(depth) [*a\(depth - 1),*a\(depth - 1)]\n" }
      return Array((text + "gazetteer: *a30\n").utf8)
    },
    BrokenFile(
      "a project that refers to itself", .project, "p.yaml", 65, "found undefined alias",
      within: (1500, 60), "stations: &a [*a]\n"),
    BrokenFile(
      "a project a hundred thousand lists deep", .project, "p.yaml", 65,
      "Maximum nesting level reached", within: (1500, 60)
    ) {
      Array(("stations: " + String(repeating: "[", count: 100_000)).utf8)
    },
    BrokenFile(
      "a project a hundred thousand maps deep", .project, "p.yaml", 65,
      "Maximum nesting level reached", within: (1500, 60)
    ) {
      Array(("stations: " + String(repeating: "{a: ", count: 100_000)).utf8)
    },
    BrokenFile("a project that is binary", .project, "p.yaml", 65, "文字コードが分かりません") {
      (0..<300).map { UInt8($0 & 255) }
    },
    BrokenFile(
      "a project whose stations are a map", .project, "p.yaml", 65,
      "the value of \"stations\" is of the wrong sort", "stations: {a: b}\n"),
    BrokenFile(
      "a project with an impossible day", .project, "p.yaml", 65, "Write a day such as 2026-08-15",
      "on: 2024-02-30\n"),
    BrokenFile(
      "a project of two documents", .project, "p.yaml", 65, "but found another document",
      "stations: a.csv\n---\nstations: b.csv\n"),
  ]
}
