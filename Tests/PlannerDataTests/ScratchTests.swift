import Planner
import Testing
import Foundation
@testable import PlannerData

@Suite struct Scratch {
  @Test func schools() throws {
    let root = ProcessInfo.processInfo.environment["PLANNER_REALDATA"] ?? ""
    let t0 = Date()
    let (g, f, _) = try readGazetteer(paths: [root + "/addresses/townid_12_decoded.csv"])
    print("read", Date().timeIntervalSince(t0), g.townCount, f.count)
    func run(_ name: String, _ rows: [(String, String, String?, Position<Geographic>)]) {
      var d: [Double] = []; var un = 0, muni = 0, prob = 0
      var doubts: [String: [String]] = [:]
      var dist: [String: [Double]] = [:]
      let t = Date()
      for (addr, m, code, p) in rows {
        let r = g.locate(addr, municipality: m, code: code.flatMap { MunicipalityCode($0) })
        let key = (r.doubt?.rawValue ?? "ok")
        if let x = r.found {
          let e = x.position.meters(to: p)
          doubts[key, default: []].append("\(m)|\(addr) -> \(x.name) \(Int(e)) [\(r.guesses.joined(separator: ","))]")
          if x.accuracy == .municipality { muni += 1 } else { d.append(e); dist[key, default: []].append(e); if x.certainty == .probable { prob += 1 } 
            if e > 3000 { doubts["FAR", default: []].append("\(m)|\(code ?? "")|\(addr) -> \(x.name) \(Int(e))") } }
        } else { un += 1; doubts[key, default: []].append("\(m)|\(addr) [\(r.guesses.joined(separator: ","))]") }
      }
      d.sort()
      print("==", name, rows.count, "town", d.count, "prob", prob, "muni", muni, "un", un, "median", d.isEmpty ? -1 : Int(d[d.count/2]), "p90", d.isEmpty ? -1 : Int(d[d.count*9/10]), "t", Date().timeIntervalSince(t))
      for (k, v) in doubts.sorted(by: { $0.key < $1.key }) {
        let dd = (dist[k] ?? []).sorted()
        print("  --", k, v.count, dd.isEmpty ? 0 : Int(dd[dd.count/2]), dd.isEmpty ? 0 : Int(dd[dd.count*9/10]))
        if k != "ok" { for x in v.prefix(30) { print("      ", x) } }
      }
    }
    func features(_ path: String) throws -> [[String: Any]] {
      let j = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: root + path))) as! [String: Any]
      return (j["features"] as! [[String: Any]])
    }
    func point(_ f: [String: Any]) -> Position<Geographic> {
      let c = (f["geometry"] as! [String: Any])["coordinates"] as! [Double]
      return Position(longitude: c[0], latitude: c[1])
    }
    run("P29", try features("/facilities/P29-13_12.geojson").map { f in
      let p = f["properties"] as! [String: Any]
      return (p["P29_006"] as? String ?? "", "", p["P29_001"] as? String, point(f)) })
    run("P14", try features("/facilities/P14_12.geojson").map { f in
      let p = f["properties"] as! [String: Any]
      return (p["P14_003"] as? String ?? "", p["P14_002"] as? String ?? "", nil, point(f)) })
    run("heritage", try features("/facilities/heritage_chiba.geojson").filter { ($0["properties"] as! [String: Any])["geo_precision"] as? String == "address" }.map { f in
      let p = f["properties"] as! [String: Any]
      return (p["location"] as? String ?? "", p["municipality"] as? String ?? "", nil, point(f)) })
    let s = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: root + "/facilities/chibacity_shelters.json"))) as! [String: Any]
    run("shelters", (s["shelters"] as! [[String: Any]]).map { r in
      var (a, b) = (r["latitude"] as! Double, r["longitude"] as! Double); if a > b { (a, b) = (b, a) }
      return (r["address"] as! String, "", nil, Position(longitude: b, latitude: a)) })
  }
}
