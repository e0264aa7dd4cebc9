import type { AskedFigure, Block, BlockKind, Slice } from '@/api/bulletins'

// Between what a person types into a block and what is sent.

/** "year=2024, giver=山东省"; values with commas or quotation marks stand in quotation marks. */
export const sliceText = (slice: Slice | undefined): string =>
  Object.entries(slice ?? {})
    .map(([name, value]) => {
      const text = String(value)
      return `${name}=${/[,"\s]/.test(text) ? `"${text.replace(/"/g, '')}"` : text}`
    })
    .join(', ')

/** What of it can be read; a part without a name or a value is left to the server to refuse. */
export function readSlice(typed: string): Slice | undefined {
  const slice: Slice = {}
  for (const [, name, quoted, bare] of typed.matchAll(/([\w.]+)\s*[=＝]\s*(?:"([^"]*)"|([^,，\s]+))/g))
    slice[name!] = quoted ?? bare!
  return Object.keys(slice).length ? slice : undefined
}

/** A figure a line: its name, then its slice. */
export const figureLines = (figures: AskedFigure[] | undefined): string =>
  (figures ?? [])
    .map((one) => (typeof one === 'string' ? one : [one.figure, sliceText(one.where)].filter(Boolean).join(' ')))
    .join('\n')

export const readFigureLines = (typed: string): AskedFigure[] =>
  typed
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
    .map((line) => {
      const name = line.split(/\s/, 1)[0]!
      const where = readSlice(line.slice(name.length))
      return where ? { figure: name, where } : name
    })

export const byText = (by: string | string[] | undefined): string => (Array.isArray(by) ? by.join(', ') : (by ?? ''))
export const readBy = (typed: string): string[] => typed.split(/[,，\s]+/).filter(Boolean)

/** What stands in a text for a number that lives. */
export const placeholder = (figure: string, slice = ''): string =>
  `{{${[figure, slice.trim()].filter(Boolean).join(' ')}}}`

export function freshBlock(kind: BlockKind): Block {
  if (kind === 'heading') return { kind, text: '', level: 1 }
  if (kind === 'text') return { kind, text: '' }
  if (kind === 'figures') return { kind, figures: [] }
  if (kind === 'table') return { kind, figures: [], by: [] }
  return { kind, figure: '', by: [], form: 'bars' }
}

const saysSomething = ({ text, figure, figures }: Block): boolean =>
  Boolean(text?.trim() || (typeof figure === 'string' ? figure.trim() : figure) || figures?.length)

/** Without the blocks at the end that are still empty: nobody wants to hear that they are. */
export const begun = (blocks: Block[]): Block[] => blocks.slice(0, blocks.map(saysSomething).lastIndexOf(true) + 1)

/** As it is sent: without members that say nothing. */
export function tidied(block: Block): Block {
  const kept = Object.entries(block).filter(([name, value]) => name === 'text' || (value !== '' && value !== undefined))
  return Object.fromEntries(kept) as unknown as Block
}
