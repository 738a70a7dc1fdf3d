#if canImport(Glibc)
  private import Glibc
#else
  private import Darwin
#endif

/// The natural logarithm, without the rest of the C library.
@inline(__always)
func mathLog(_ value: Double) -> Double { log(value) }

/// e to a power.
@inline(__always)
func mathExp(_ value: Double) -> Double { exp(value) }
