// A slice of a figure as the server and the address bar write it: "giver=山东省,year=2023".

export interface Condition {
  dimension: string
  value: string
}

const needsQuotes = /[,="\s]/

const quoted = (value: string): string =>
  needsQuotes.test(value) ? `"${value.replace(/[\\"]/g, (c) => `\\${c}`)}"` : value

export const conditionText = ({ dimension, value }: Condition): string => `${dimension}=${quoted(value)}`

export const whereTexts = (conditions: Condition[]): string[] => conditions.map(conditionText)

/** Reads one where-string; parts that are no condition are left out. */
export function readWhere(text: string): Condition[] {
  const found: Condition[] = []
  const part = /\s*([A-Za-z_][\w.]*)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^,"]*))\s*(?:,|$)/y
  while (part.lastIndex < text.length) {
    const match = part.exec(text)
    if (!match) break
    const value = match[2] === undefined ? match[3]!.trim() : match[2].replace(/\\(.)/g, '$1')
    if (value !== '') found.push({ dimension: match[1]!, value })
  }
  return found
}

/** One condition a dimension; the later one stands. */
export function withCondition(conditions: Condition[], added: Condition): Condition[] {
  const index = conditions.findIndex((c) => c.dimension === added.dimension)
  if (index < 0) return [...conditions, added]
  return conditions.map((c, i) => (i === index ? added : c))
}

export const without = (conditions: Condition[], dimension: string): Condition[] =>
  conditions.filter((c) => c.dimension !== dimension)

export const conditionsOf = (where: Record<string, string>): Condition[] =>
  Object.entries(where).map(([dimension, value]) => ({ dimension, value }))
