import { project } from './projection'

const step = 10 // degrees between lines
const fine = 2 // degrees between points of a line

function line(points: { longitude: number; latitude: number }[]): string {
  return `M${points
    .map(({ longitude, latitude }) => project(longitude, latitude))
    .map((p) => `${p.x.toFixed(1)} ${p.y.toFixed(1)}`)
    .join('L')}`
}

const range = (from: number, to: number, by: number) =>
  Array.from({ length: Math.floor((to - from) / by) + 1 }, (_, i) => from + i * by)

/** Meridians and parallels every ten degrees, which give a map without borders its measure. */
export const graticule: string = [
  ...range(60, 150, step).map((longitude) => line(range(0, 60, fine).map((latitude) => ({ longitude, latitude })))),
  ...range(0, 60, step).map((latitude) => line(range(60, 150, fine).map((longitude) => ({ longitude, latitude })))),
].join('')
