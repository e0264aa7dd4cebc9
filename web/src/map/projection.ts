// Albers equal-area conic, the usual choice for maps of China (standard parallels 25°N and 47°N, meridian 105°E).
// Lives apart from the map so that the build can project the land once, and pages project only points.

export interface Point {
  x: number
  y: number
}

const radians = Math.PI / 180
const southParallel = 25 * radians
const northParallel = 47 * radians
const meridian = 105 * radians
const originLatitude = 35 * radians

const n = (Math.sin(southParallel) + Math.sin(northParallel)) / 2
const c = Math.cos(southParallel) ** 2 + 2 * n * Math.sin(southParallel)
const originRadius = Math.sqrt(c - 2 * n * Math.sin(originLatitude)) / n

// One unit is about 6.4 km: the earth's radius is 1000.
const scale = 1000

/** Degrees to map units; x grows to the east, y to the south, the origin is 105°E 35°N. */
export function project(longitude: number, latitude: number): Point {
  const angle = n * (longitude * radians - meridian)
  const radius = Math.sqrt(Math.max(0, c - 2 * n * Math.sin(latitude * radians))) / n
  return { x: scale * radius * Math.sin(angle), y: scale * (radius * Math.cos(angle) - originRadius) }
}
