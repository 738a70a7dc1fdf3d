// swift-tools-version: 6.1
import PackageDescription

// A package of its own, so that nothing which only serves measuring is built with the library.
let package = Package(
  name: "Benchmarks",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "Planner", path: "..")],
  targets: [
    .target(name: "BenchSupport", dependencies: library),
    .executableTarget(name: "bench-coverage", dependencies: ["BenchSupport"] + library),
    .executableTarget(name: "bench-covering", dependencies: ["BenchSupport"] + library),
    .executableTarget(name: "bench-rosters", dependencies: ["BenchSupport"] + library),
    .executableTarget(name: "bench-streets", dependencies: ["BenchSupport"] + library),
  ],
  swiftLanguageModes: [.v6]
)

var library: [Target.Dependency] {
  [
    .product(name: "Planner", package: "Planner"),
    .product(name: "PlannerData", package: "Planner"),
  ]
}
