import type { Dimension, Measure } from '@/api/types'

// A figure's formula in words: `funds.allocated[level in (county, township)] / funds.allocated` becomes
// 「已分配（层级为县、乡）÷ 已分配」.

export interface Wording {
  measure(name: string): Measure | undefined
  title(of: Measure | Dimension): string
  choice(dimension: Dimension | undefined, value: string): string
  is: string
  isNot: string
  separator: string
  and: string
}

export type FormulaPart = { kind: 'measure' | 'operator' | 'number'; text: string; filter?: string }

const token = /\s*(?:([A-Za-z_][\w]*(?:\.[\w]+)*)(?:\s*\[([^\]]*)\])?|(\d+(?:\.\d+)?)|([-+*/()]))/y
const signs: Record<string, string> = { '*': '×', '/': '÷', '-': '−' }

export function formulaParts(formula: string, wording: Wording): FormulaPart[] {
  const parts: FormulaPart[] = []
  token.lastIndex = 0
  while (token.lastIndex < formula.trimEnd().length) {
    const match = token.exec(formula)
    if (!match) return [{ kind: 'operator', text: formula }] // a form that this page does not know is shown as it is
    const [, name, filter, number, operator] = match
    if (name) {
      const measure = wording.measure(name)
      parts.push({
        kind: 'measure',
        text: measure ? wording.title(measure) : name,
        filter: filter ? filterWords(filter, measure, wording) : undefined,
      })
    } else if (number) parts.push({ kind: 'number', text: number })
    else parts.push({ kind: 'operator', text: signs[operator!] ?? operator! })
  }
  return parts
}

export function filterWords(filter: string, measure: Measure | undefined, wording: Wording): string {
  return filter
    .split(/\s+and\s+/i)
    .map((condition) => {
      const match = /^\s*([\w.]+)\s*(!=|=|not\s+in|in)\s*(.+?)\s*$/i.exec(condition)
      if (!match) return condition.trim()
      const dimension = measure?.dimensions.find((d) => d.name === match[1]!.split('.')[0])
      const values = match[3]!
        .replace(/^\(|\)$/g, '')
        .split(',')
        .map((value) => wording.choice(dimension, value.trim().replace(/^["']|["']$/g, '')))
      const negative = /!=|not/i.test(match[2]!)
      return `${dimension ? wording.title(dimension) : match[1]}${negative ? wording.isNot : wording.is}${values.join(wording.separator)}`
    })
    .join(wording.and)
}
