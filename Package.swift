// swift-tools-version: 6.1
import PackageDescription

// The modules, from left to right; a target may import only what stands to its left
// (CONTRIBUTING.md has the picture). C libraries are named by system-library targets
// and found by pkg-config.
let package = Package(
  name: "Planner",
  platforms: [.macOS(.v15)],
  products: [
    .library(name: "Planner", targets: ["Planner"]),
    .library(name: "PlannerData", targets: ["PlannerData"]),
    .library(name: "PlannerMaps", targets: ["PlannerMaps"]),
    .executable(name: "planner-cli", targets: ["planner-cli"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
    .package(url: "https://github.com/apple/swift-collections", from: "1.1.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.0.0"),
    .package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.4.0"),
  ],
  targets: [
    .systemLibrary(name: "CPROJ", pkgConfig: "proj", providers: [.apt(["libproj-dev"])]),
    .systemLibrary(name: "CGEOS", pkgConfig: "geos", providers: [.apt(["libgeos-dev"])]),
    .systemLibrary(name: "CGDAL", pkgConfig: "gdal", providers: [.apt(["libgdal-dev"])]),
    // Linear programmes of the exact search.
    .systemLibrary(name: "CClp", pkgConfig: "clp", providers: [.apt(["coinor-libclp-dev"])]),
    // Maps on paper.
    .systemLibrary(
      name: "CPangoCairo", pkgConfig: "pangocairo", providers: [.apt(["libpango1.0-dev"])]),
    // SHA-256 digests of the input files.
    .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    // simdjson behind a plain C header: OGR's reading of a 12 MB boundary file would be
    // two thirds of a whole run.
    .target(
      name: "CGeoJSON",
      linkerSettings: [.linkedLibrary("simdjson")]),
    // libosmium behind a plain C header. Broken files must be told, not trapped on: its assertions
    // stay out of debug builds too.
    .target(
      name: "COsmium",
      cxxSettings: [.define("NDEBUG")],
      linkerSettings: [.linkedLibrary("z"), .linkedLibrary("bz2"), .linkedLibrary("expat")]),
    .target(
      name: "Planner",
      dependencies: [
        "CPROJ", "CGEOS", "CClp",
        .product(name: "HeapModule", package: "swift-collections"),
      ],
      swiftSettings: settings),
    .target(
      name: "PlannerData",
      dependencies: ["Planner", "CGDAL", "CCrypto", "CGeoJSON", "COsmium", "Yams"],
      swiftSettings: settings),
    .target(
      name: "PlannerMaps",
      dependencies: ["Planner", "PlannerData", "CPangoCairo"],
      resources: [
        .embedInCode("WebMap/Page/web-map.css"), .embedInCode("WebMap/Page/web-map.js"),
        .embedInCode("Report/report.css"), .embedInCode("Report/Word/word-document.xml"),
        .embedInCode("Report/Word/word-styles.xml"),
      ],
      swiftSettings: settings),
    .executableTarget(
      name: "planner-cli",
      dependencies: [
        "Planner", "PlannerData", "PlannerMaps",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: settings),
    .testTarget(
      name: "PlannerTests", dependencies: ["Planner", "PlannerData"], swiftSettings: settings),
    .testTarget(
      name: "PlannerDataTests", dependencies: ["PlannerData"], swiftSettings: settings),
    .testTarget(
      name: "PlannerMapsTests", dependencies: ["PlannerMaps", "PlannerData"],
      swiftSettings: settings),
    .testTarget(
      name: "PlannerCLITests", dependencies: ["planner-cli"], swiftSettings: settings),
  ],
  swiftLanguageModes: [.v6],
  cxxLanguageStandard: .cxx17
)

// An import is visible to the file that writes it only, so that C stays in one room each.
var settings: [SwiftSetting] {
  [.enableUpcomingFeature("InternalImportsByDefault"), .enableUpcomingFeature("ExistentialAny")]
}
