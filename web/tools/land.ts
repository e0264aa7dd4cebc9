import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { MultiPolygon, Polygon, Position } from 'geojson'
import { feature } from 'topojson-client'
import type { GeometryCollection, Topology } from 'topojson-specification'
import type { Plugin } from 'vite'
import { project } from '../src/map/projection'

// The backdrop of the map: Natural Earth land (public domain, 1:50 m, no borders), cut to Asia and projected
// when the pages are built, so that a browser gets one SVG path instead of half a megabyte of topology.

const window_ = { west: 52, east: 152, south: -4, north: 62 }
const smallestStep = 0.7 // map units; finer detail than a pixel at the deepest zoom is left out

type Edge = { inside(p: Position): boolean; cut(a: Position, b: Position): Position }

function edge(axis: 0 | 1, bound: number, sign: 1 | -1): Edge {
  return {
    inside: (p) => sign * (p[axis]! - bound) >= 0,
    cut: (a, b) => {
      const share = (bound - a[axis]!) / (b[axis]! - a[axis]!)
      return [a[0]! + share * (b[0]! - a[0]!), a[1]! + share * (b[1]! - a[1]!)]
    },
  }
}

const edges = [
  edge(0, window_.west, 1),
  edge(0, window_.east, -1),
  edge(1, window_.south, 1),
  edge(1, window_.north, -1),
]

// Sutherland–Hodgman: cuts a ring to the window.
function clip(ring: Position[]): Position[] {
  return edges.reduce(
    (points, e) => {
      const kept: Position[] = []
      points.forEach((p, i) => {
        const before = points[(i + points.length - 1) % points.length]!
        if (e.inside(p) !== e.inside(before)) kept.push(e.cut(before, p))
        if (e.inside(p)) kept.push(p)
      })
      return kept
    },
    ring.slice(0, -1),
  )
}

function pathOf(ring: Position[]): string {
  const points: string[] = []
  let last = { x: Infinity, y: Infinity }
  for (const [longitude, latitude] of clip(ring)) {
    const p = project(longitude!, latitude!)
    if (Math.hypot(p.x - last.x, p.y - last.y) < smallestStep) continue
    points.push(`${p.x.toFixed(1)} ${p.y.toFixed(1)}`)
    last = p
  }
  return points.length < 3 ? '' : `M${points.join('L')}Z`
}

function landPath(): string {
  const file = createRequire(import.meta.url).resolve('world-atlas/land-50m.json')
  const topology = JSON.parse(readFileSync(file, 'utf8')) as Topology
  const land = feature(topology, topology.objects.land as GeometryCollection)
  const polygons = land.features.flatMap((f) => {
    const geometry = f.geometry as Polygon | MultiPolygon
    return geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates
  })
  return polygons.flat().map(pathOf).join('')
}

export function land(): Plugin {
  const id = 'virtual:land'
  return {
    name: 'shanhai-land',
    resolveId: (source) => (source === id ? `\0${id}` : undefined),
    load: (resolved) => (resolved === `\0${id}` ? `export default ${JSON.stringify(landPath())}` : undefined),
  }
}
