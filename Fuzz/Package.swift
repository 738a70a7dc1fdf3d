// swift-tools-version: 6.1
import PackageDescription

// A package of its own: everything in it is built with the sanitizer that feeds it (`make fuzz`).
let package = Package(
  name: "Fuzz",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "Planner", path: "..")],
  targets: [
    .executableTarget(
      name: "fuzz-readers",
      dependencies: [
        .product(name: "Planner", package: "Planner"),
        .product(name: "PlannerData", package: "Planner"),
      ],
      swiftSettings: [.unsafeFlags(["-parse-as-library"])])
  ],
  swiftLanguageModes: [.v6]
)
