import type { Point } from './projection'

// Geometry of the map: pure, so that it can be tested.

export interface View {
  scale: number
  x: number // screen = map * scale + (x, y)
  y: number
}

export interface Size {
  width: number
  height: number
}

export const onScreen = (view: View, p: Point): Point => ({
  x: p.x * view.scale + view.x,
  y: p.y * view.scale + view.y,
})

/** The view that holds all points with a margin, in pixels, at most `deepest` pixels a map unit. */
export function fit(points: Point[], size: Size, margin: number, deepest = 6): View {
  if (!points.length) return { scale: Math.min(size.width, size.height) / 700, x: size.width / 2, y: size.height / 2 }
  const xs = points.map((p) => p.x)
  const ys = points.map((p) => p.y)
  const [west, east, north, south] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)]
  const across = Math.max(1, size.width - 2 * margin) / Math.max(1, east - west)
  const down = Math.max(1, size.height - 2 * margin) / Math.max(1, south - north)
  const scale = Math.min(across, down, deepest)
  return { scale, x: size.width / 2 - ((west + east) / 2) * scale, y: size.height / 2 - ((north + south) / 2) * scale }
}

/** Zooms by a factor around a point of the screen. */
export const zoomed = (view: View, factor: number, around: Point): View => ({
  scale: view.scale * factor,
  x: around.x - (around.x - view.x) * factor,
  y: around.y - (around.y - view.y) * factor,
})

/** A bow from one point to another that bends to the north. */
export function arc(from: Point, to: Point): string {
  const dx = to.x - from.x
  const dy = to.y - from.y
  const length = Math.hypot(dx, dy)
  if (length < 1) return ''
  const bend = Math.min(0.22 * length, 120)
  const x = (from.x + to.x) / 2 + ((dx < 0 ? -dy : dy) * bend) / length
  const y = (from.y + to.y) / 2 - (Math.abs(dx) * bend) / length
  return `M${from.x.toFixed(1)} ${from.y.toFixed(1)}Q${x.toFixed(1)} ${y.toFixed(1)} ${to.x.toFixed(1)} ${to.y.toFixed(1)}`
}

export interface Label {
  key: string
  text: string
  at: Point
  radius: number
  size: number // of the letters, in pixels
  faint?: boolean
}

export interface PlacedLabel extends Label {
  x: number
  y: number
  anchor: 'start' | 'middle' | 'end'
}

export function textWidth(text: string, size: number): number {
  let width = 0
  for (const c of text) width += c.charCodeAt(0) > 0x2e7f ? size : size * 0.56
  return width
}

interface Box {
  left: number
  right: number
  top: number
  bottom: number
}

const meet = (a: Box, b: Box) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom

/** Places the labels that fit, most important first; each tries right, left, above and below its point. */
export function placeLabels(labels: Label[], obstacles: Box[], size: Size): PlacedLabel[] {
  const taken = [...obstacles]
  const placed: PlacedLabel[] = []
  for (const label of labels) {
    const width = textWidth(label.text, label.size) + 4
    const height = label.size * 1.25
    const gap = label.radius + 3
    const { x, y } = label.at
    const tries: { left: number; top: number; anchor: PlacedLabel['anchor']; x: number }[] = label.faint
      ? [{ left: x - width / 2, top: y - height / 2, anchor: 'middle', x }]
      : [
          { left: x + gap, top: y - height / 2, anchor: 'start', x: x + gap },
          { left: x - gap - width, top: y - height / 2, anchor: 'end', x: x - gap },
          { left: x - width / 2, top: y - gap - height, anchor: 'middle', x },
          { left: x - width / 2, top: y + gap, anchor: 'middle', x },
        ]
    for (const one of tries) {
      const box = { left: one.left, right: one.left + width, top: one.top, bottom: one.top + height }
      if (box.left < 2 || box.right > size.width - 2 || box.top < 2 || box.bottom > size.height - 2) continue
      if (taken.some((other) => meet(box, other))) continue
      taken.push(box)
      placed.push({ ...label, x: one.x, y: one.top + height / 2, anchor: one.anchor })
      break
    }
  }
  return placed
}
