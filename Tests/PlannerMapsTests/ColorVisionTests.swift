import Foundation
import Planner
import Testing

@testable import PlannerData
@testable import PlannerMaps

/// Whether colours stay apart for eyes without green or red receptors, and on a copier.
@Suite struct ColorVisionTests {
  /// Machado, Oliveira & Fernandes (2009), *A physiologically-based model for simulation of color
  /// vision deficiency*, severity 1.0, on linear RGB.
  private static let eyes: [(name: String, matrix: [[Double]])] = [
    ("all receptors", [[1, 0, 0], [0, 1, 0], [0, 0, 1]]),
    (
      "deuteranopia",
      [
        [0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
      ]
    ),
    (
      "protanopia",
      [
        [0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
      ]
    ),
  ]

  /// CIE L*a*b* (D65) of a colour as some eyes see it.
  private func lab(_ color: String, _ matrix: [[Double]]) throws -> [Double] {
    let digits = try #require(Int(color.dropFirst(), radix: 16))
    let linear = [digits >> 16, digits >> 8 & 255, digits & 255].map { byte -> Double in
      let part = Double(byte) / 255
      return part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4)
    }
    let seen = matrix.map { row in
      min(1, max(0, zip(row, linear).reduce(0) { $0 + $1.0 * $1.1 }))
    }
    let white = [0.9505, 1, 1.089]
    let xyz = [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
      .map { row in zip(row, seen).reduce(0) { $0 + $1.0 * $1.1 } }
    let f = zip(xyz, white).map { value, white -> Double in
      let part = value / white
      return part > 0.008856 ? pow(part, 1 / 3.0) : 7.787 * part + 16 / 116.0
    }
    return [116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])]
  }

  private func apart(_ a: [Double], _ b: [Double]) -> Double {
    zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
  }

  @Test(arguments: 0..<3)
  func kindsStayApart(eyes: Int) throws {
    let colors = try OrganizationKind.network.map {
      try lab(PublicStyle(kind: $0.slug).color, Self.eyes[eyes].matrix)
    }
    for (index, color) in colors.enumerated() {
      for other in 0..<index {
        // two colours that differ by 10 are told apart at a glance
        #expect(apart(color, colors[other]) > 10, "\(Self.eyes[eyes].name): \(index), \(other)")
      }
    }
  }

  @Test(arguments: 0..<3)
  func sharesGetDarkerStepByStep(eyes: Int) throws {
    let ramp = try PaperSheet.classes.map { try lab($0.color, Self.eyes[eyes].matrix) }
    for (lighter, darker) in zip(ramp, ramp.dropFirst()) {
      #expect(lighter[0] - darker[0] > 4, "\(Self.eyes[eyes].name)")
      #expect(apart(lighter, darker) > 8)
    }
  }
}
