// swift-tools-version: 6.1
import PackageDescription

// A package of its own, so that nothing which only serves measuring is built with the library.
let package = Package(
  name: "Benchmarks",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "Planner", path: "..")],
  targets: [
    .executableTarget(
      name: "bench-coverage",
      dependencies: [
        .product(name: "Planner", package: "Planner"),
        .product(name: "PlannerData", package: "Planner"),
      ])
  ],
  swiftLanguageModes: [.v6]
)
