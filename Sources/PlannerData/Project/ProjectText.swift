public import Planner

extension ProjectFile {
  /// The settings as YAML that reads back as the same settings. What is not set is left out.
  public func rendered() -> String {
    var lines: [String] = []
    func add(_ key: String, _ value: String?) {
      if let value { lines.append("\(key): \(Self.scalar(value))") }
    }
    func add(_ key: String, _ values: [String]) {
      guard !values.isEmpty else { return }
      lines.append("\(key): [\(values.map(Self.scalar).joined(separator: ", "))]")
    }
    func add(_ key: String, _ files: [NamedFile]) {
      guard !files.isEmpty else { return }
      lines.append("\(key):")
      for file in files { lines.append("  \(Self.scalar(file.name)): \(Self.scalar(file.path))") }
    }
    add("stations", stations)
    add("stations-crs", stationsCRS)
    add("gazetteer", gazetteer)
    add("allow-accuracy", allowAccuracy)
    add("municipalities", municipalities)
    add("municipality-code", municipalityCode)
    add("wards", wards)
    if populationFiles.count > 1 {
      add("population", populationFiles)
    } else {
      add("population", population)
    }
    add("population-columns", populationColumns)
    add("population-grid", populationGrid)
    add("population-year", populationYear)
    add("population-totals", populationTotals)
    add("land", land)
    add("living-areas", livingAreas)
    add("towns", towns)
    add("zones", zones)
    if !candidates.isEmpty {
      lines.append("candidates:")
      var written: Set<String> = []
      for file in candidates where written.insert(file.name).inserted {
        let paths = candidates.filter { $0.name == file.name }.map { Self.scalar($0.path) }
        let value = paths.count == 1 ? paths[0] : "[\(paths.joined(separator: ", "))]"
        lines.append("  \(Self.scalar(file.name)): \(value)")
      }
    }
    if !osmKinds.isEmpty {
      lines.append("osm-kinds:")
      for rule in osmKinds {
        lines.append("  \(Self.scalar(rule.tags)): \(Self.scalar(rule.kind))")
      }
    }
    add("radius", radius)
    add("preset", preset)
    add("streets", streets)
    add("streets-cache", streetsCache)
    add("streets-snap", streetsSnap)
    if let streetsCross { lines.append("streets-cross: \(streetsCross)") }
    if !streetsRules.isEmpty {
      lines.append("streets-rules:")
      for rule in streetsRules {
        lines.append("  \(Self.scalar(rule.tags)): \(rule.isWalkable ? "yes" : "no")")
      }
    }
    add("elevation", elevation)
    add("closed", closed)
    add("walk", walk)
    add("pace", pace)
    add("heat-factor", heatFactor)
    add("compare", compare)
    add("snap", snap)
    add("snap-blocks", snapBlocks)
    add("service", service)
    add("kind", kind)
    add("on", on?.description)
    add("crs", crs)
    if let setAside { lines.append("set-aside: \(setAside)") }
    add("attribution", attribution)
    if !licences.isEmpty {
      lines.append("licence:")
      var seen: Set<String> = []
      // the last of a layer wins, and YAML has each key once
      let last = licences.reversed().filter { seen.insert($0.layer).inserted }.reversed()
      for entry in last {
        lines.append("  \(Self.scalar(entry.layer)): \(Self.scalar(entry.text))")
      }
    }
    add("lang", language?.rawValue)
    if !kinds.isEmpty {
      lines.append("kinds:")
      for kind in kinds {
        lines.append("  \(Self.scalar(kind.slug)):")
        lines.append("    ja: \(Self.scalar(kind.name.ja))")
        lines.append("    en: \(Self.scalar(kind.name.en))")
        if !kind.aliases.isEmpty {
          let aliases = kind.aliases.map(Self.scalar).joined(separator: ", ")
          lines.append("    aliases: [\(aliases)]")
        }
      }
    }
    let advice = recommend.rendered(Self.scalar)
    if !advice.isEmpty { lines += ["recommend:"] + advice.map { "  " + $0 } }
    return lines.map { $0 + "\n" }.joined()
  }

  /// A YAML scalar: bare where that is safe everywhere, else in double quotes.
  private static func scalar(_ text: String) -> String {
    let isBare =
      text.first.map { $0.isLetter || $0.isNumber || $0 == "/" || $0 == "." } ?? false
      && text.allSatisfy {
        $0.isLetter || $0.isNumber || "/._-+".contains($0)
      }
      && !["true", "false", "yes", "no", "on", "off", "null", "y", "n"].contains(text.lowercased())
    if isBare { return text }
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\n": quoted += "\\n"
      case "\r": quoted += "\\r"
      case "\t": quoted += "\\t"
      case _ where scalar.value < 0x20 || scalar.value == 0x7F:
        let digits = String(scalar.value, radix: 16)
        quoted += "\\x" + String(repeating: "0", count: 2 - digits.count) + digits
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }

  /// A `planner.yaml` to begin with: every key, explained, those that need a choice commented out.
  ///
  /// - Parameter language: of the comments.
  /// - Returns: YAML that reads without a finding.
  public static func template(_ language: Language) -> String {
    switch language {
    case .ja: templateJa
    case .en: templateEn
    }
  }

  private static let templateJa = """
    # planner.yaml — 拠点の計画の設定。コマンドの引数と同じ名前で、引数の方が優先します。
    # ファイルの場所は、このファイルのあるフォルダーから数えます。# を消すと有効になります。

    # 拠点の一覧（CSV・TSV、または地図ソフトの点レイヤー）。位置の列 lat, lon が必要です。
    stations: stations.csv
    # 拠点の座標系。緯度・経度が世界測地系なら不要です（旧日本測地系なら EPSG:4301）。
    #stations-crs: EPSG:4301
    # 座標のない行を住所から置くための町丁目の一覧（国土交通省「位置参照情報」など）。
    #gazetteer: [12_2022.csv]
    # 半径1km未満の計算に使う位置の精度（block、town、municipality。既定は town）。
    #allow-accuracy: town

    # 市区町村の境界（国土数値情報 N03 など）。
    municipalities: municipalities.geojson
    # 市区町村コードの入った属性の名前（自動で分からないときだけ）。
    #municipality-code: N03_007
    # 政令指定都市の区を分けたままにする（keep）か、市にまとめる（merge）か。
    #wards: keep

    # 人口（国勢調査の500mメッシュなど）。地域で分かれたファイルは [a.txt, b.txt] のように並べます。
    population: population.csv
    # 人数の入った列（自動で分からないときだけ。「65+=列名」のように意味も書けます）。
    #population-columns: [pop, "65+=T001141019"]
    # メッシュの大きさ（10桁のコードが250mか100mか分からないときだけ）。
    #population-grid: 250m
    # 将来推計人口のファイルで使う年。
    #population-year: 2030
    # 市区町村ごとの人口の総数。あれば、これに合わせます。
    #population-totals: totals.csv
    # 隣の県の陸地（県境のメッシュの人口を正しく分けるため）。
    #land: neighbours.geojson

    # 生活圏域（名前: ファイル）。重なっても、市町境をまたいでもかまいません。
    #living-areas:
    #  日常生活圏域: areas.geojson   # 町丁・字の一覧（area,KEY_CODE のCSV）でもかまいません
    # 一覧をまとめるもとになる町丁・字の境界（e-Stat の小地域。人口がその境界なら不要です）。
    #towns: [r2ka12.shp]
    # 市町村のまとめ方（名前: area,code,source の表）。
    #zones:
    #  11地域: regions.csv

    # 依頼先の候補（種別: ファイル、または 種別: [ファイル, ファイル]）。osm は OpenStreetMap のファイル。
    #candidates:
    #  public: community-centres.csv
    #  temple-shrine: [temples.geojson, shrines.geojson]
    #  osm: kanto.osm.pbf
    # OpenStreetMap のタグと種別（none は候補にしない。標準の決まりより優先します）。
    #osm-kinds:
    #  "amenity=cafe": restaurant
    #  "shop=*": none

    # 助言（recommend と plan）の条件。引数と同じ名前で、引数の方が優先します。
    #recommend:
    #  count: 10                  # あと何か所か。代わりに until: 80%、each-area: 60%、budget: 50万円
    #  weight: ["65+=1"]          # 人の重み
    #  in: [東金市]               # この市町村・圏域の人だけを数える
    #  at-most: [commerce=3]      # 種別か市町村ごとに多くても
    #  agreement: [commerce=30%]  # 応じてもらえる見込み
    #  draws: 100                 # 断られる場合を試す回数

    # 歩ける距離。基準の名前（preset）か、半径（radius）のどちらか一つ。
    preset: mlit-general-800
    #radius: 800m
    # 実際の道に沿って歩くときは、上の代わりに道の地図と道のりを書きます。
    #streets: [kanto.osm.pbf]
    #streets-cache: streets.cache # 読んだ道をここに残し、次から速くします
    #elevation: dem.tif           # 標高：坂を数えます（なければ平地として）
    #streets-rules:               # 歩ける道の決まりを変えます
    #  highway: {steps: no}
    #streets-snap: 1m             # 線のレイヤーで、これだけ離れた端をつなぎます
    #streets-cross: true          # 線のレイヤーで、交わる線をつなぎます
    #walk: 10min
    #closed: [flood.geojson]      # 通れない所（浸水した面、閉じた橋の線など）
    #pace: senior                 # adult 80、senior 60、frail 48、child 60（m/分）、数、by-age（年齢ごと）
    #heat-factor: 1.2             # 夏に道のりが何倍に感じられるか（仮定）
    #compare: radius              # coverage で、円と道を並べて比べる（半径は 800m などでも）
    #snap: 100m                   # 拠点が道から離れてよい距離
    #snap-blocks: 200m            # 住まいが道から離れてよい距離

    # 調べる機能と種別（書かなければすべて）。
    #service: [drop-in, cool]
    #kind: [public, temple-shrine]
    # 調べる日（参加・退会・季節を考えます）。
    #on: 2026-08-15

    # 計算に使う平面の座標系（書かなければ場所から選びます）。
    #crs: EPSG:6677
    # 誤りのある行を除いて続ける。
    #set-aside: true
    # 出典として表示する文（データの利用条件に従ってください）。
    #attribution: ["「国土数値情報（行政区域データ）」（国土交通省）を加工して作成"]
    # ファイルから分からない利用条件（stations、population などの名前かファイル: 条件）。
    #licence:
    #  population: 政府標準利用規約（第2.0版）
    # 言葉（ja または en）。
    lang: ja

    # 七つの種別のほかに使う種別。
    #kinds:
    #  agriculture:
    #    ja: 農業
    #    en: agriculture
    #    aliases: [農家, 直売所]

    """

  private static let templateEn = """
    # planner.yaml: the settings of a plan, named as the command's flags, which win over them.
    # Paths start from the folder of this file. Remove a # to make a line count.

    # The station list: CSV, TSV, or a point layer. It needs columns lat and lon.
    stations: stations.csv
    # Its coordinate system; not needed for WGS 84 or JGD2011 (EPSG:4301 is the old Tokyo datum).
    #stations-crs: EPSG:4301
    # A list of towns by which rows with an address and no coordinates are placed.
    #gazetteer: [12_2022.csv]
    # How exact a place must be for walks under 1 km: block, town (the default), municipality.
    #allow-accuracy: town

    # Outlines of the municipalities, such as N03 of the national land information.
    municipalities: municipalities.geojson
    # The field that holds the municipality code, if it is not found by itself.
    #municipality-code: N03_007
    # Keep the wards of large cities apart (keep), or put them together (merge).
    #wards: keep

    # Population, such as the census on the 500 m grid; [a.txt, b.txt] joins several files.
    population: population.csv
    # Columns with counts, if not found by themselves ("65+=COLUMN" says what one means).
    #population-columns: [pop, "65+=T001141019"]
    # The size of the grid, where codes of ten digits may be of 250 m or of 100 m.
    #population-grid: 250m
    # The year to take from a file of projections.
    #population-year: 2030
    # Census totals by municipality; where given, residents are scaled to them.
    #population-totals: totals.csv
    # Land of the neighbouring prefectures, for the cells on the border.
    #land: neighbours.geojson

    # Living areas (name: file). They may overlap and cross municipal lines.
    #living-areas:
    #  everyday-areas: areas.geojson   # or a list of towns (CSV with area,KEY_CODE)
    # Outlines of the towns that lists name (e-Stat small areas; not needed if the population is).
    #towns: [r2ka12.shp]
    # How municipalities are grouped (name: table of area,code,source).
    #zones:
    #  regions: regions.csv

    # Whom to ask (kind: file, or kind: [file, file]); osm is an OpenStreetMap extract.
    #candidates:
    #  public: community-centres.csv
    #  temple-shrine: [temples.geojson, shrines.geojson]
    #  osm: kanto.osm.pbf
    # Kinds by OpenStreetMap tags (none: no candidate); they go before the standard ones.
    #osm-kinds:
    #  "amenity=cafe": restaurant
    #  "shop=*": none

    # What is asked of a recommendation (recommend and plan), named as the flags, which win over it.
    #recommend:
    #  count: 10                  # how many more; or until: 80%, each-area: 60%, budget: 500000
    #  weight: ["65+=1"]          # weights of residents
    #  in: [東金市]               # only residents of these municipalities or zones
    #  at-most: [commerce=3]      # by kind or municipality
    #  agreement: [commerce=30%]  # how likely one that is asked agrees
    #  draws: 100                 # of the robustness check

    # The walk: a named standard (preset) or a radius, one of the two.
    preset: mlit-general-800
    #radius: 800m
    # To walk along real streets, give a map of them and how far, instead of the above.
    #streets: [kanto.osm.pbf]
    #streets-cache: streets.cache # the streets as read are kept here: faster from then on
    #elevation: dem.tif           # heights: slopes count (without: as if flat)
    #streets-rules:               # other rules of which ways can be walked
    #  highway: {steps: no}
    #streets-snap: 1m             # in layers of lines, ends so far apart are joined
    #streets-cross: true          # in layers of lines, those that cross are joined
    #walk: 10min
    #closed: [flood.geojson]      # what cannot be walked: flooded polygons, lines over bridges
    #pace: senior                 # adult 80, senior 60, frail 48, child 60 (m/min), a number, or by-age
    #heat-factor: 1.2             # how much longer a walk feels in summer (an assumption)
    #compare: radius              # coverage sets circle and streets side by side (or 800m, say)
    #snap: 100m                   # how far a station may be from a street
    #snap-blocks: 200m            # how far homes may be from a street

    # Services and kinds to look at (all, if nothing is said).
    #service: [drop-in, cool]
    #kind: [public, temple-shrine]
    # The day to look at (who has joined, who has left, what is in season).
    #on: 2026-08-15

    # The plane coordinate system to work in (chosen by location, if nothing is said).
    #crs: EPSG:6677
    # Go on without rows that have something wrong.
    #set-aside: true
    # Credit lines to show, as the data's terms of use require.
    #attribution: ["National Land Information, administrative areas (MLIT), processed"]
    # Terms that the files do not tell (a name such as population, or a file: terms).
    #licence:
    #  population: CC BY 4.0
    # Language: ja or en.
    lang: en

    # Kinds beyond the seven.
    #kinds:
    #  agriculture:
    #    ja: 農業
    #    en: agriculture
    #    aliases: [farm]

    """
}
