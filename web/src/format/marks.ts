import type { Mark } from '@/api/search'

export interface Piece {
  text: string
  marked: boolean
}

/** A text cut where its marks begin and end; marks count code points, where JavaScript counts halves of some characters. */
export function pieces(text: string, marks: Mark[]): Piece[] {
  const characters = Array.from(text)
  const result: Piece[] = []
  let at = 0
  const add = (end: number, marked: boolean) => {
    if (end > at) result.push({ text: characters.slice(at, end).join(''), marked })
    at = Math.max(at, end)
  }
  for (const [begin, length] of marks) {
    add(Math.min(begin, characters.length), false)
    add(Math.min(begin + length, characters.length), true)
  }
  add(characters.length, false)
  return result
}
