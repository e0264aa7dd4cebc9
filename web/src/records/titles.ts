import type { Dimension, Field, FigureRow, RecordType } from '@/api/types'
import { t, titled, tOr } from '@/i18n'
import { fieldOf, typeOf } from '@/state/schema'

// The words for names of the schema, in the reader's language.

export const choiceTitle = (choices: Field['choices'], name: string): string =>
  titled(choices?.find((choice) => choice.name === name)?.title, name)

export const stateTitle = (type: RecordType | undefined, state: string | null): string =>
  state === null ? '' : choiceTitle(type?.states, state)

export const fieldLabel = (field: Field | undefined, name = ''): string => titled(field?.label, field?.name ?? name)

const systemColumns = new Set(['id', 'number', 'state', 'version', 'void', 'created_at', 'created_by', 'updated_at'])

/** The heading of a column or filter; a path through references reads 「项目 · 受援地」. */
export function pathLabel(type: RecordType | undefined, path: string): string {
  const [name = '', ...rest] = path.split('.')
  const field = fieldOf(type, name)
  if (!field && systemColumns.has(name)) return tOr(`system.${name}`, name)
  const own = fieldLabel(field, name)
  if (!rest.length || !field?.ref) return own
  return `${own} · ${pathLabel(typeOf(field.ref), rest.join('.'))}`
}

/** The field at the end of a path, if the schema knows it. */
export function fieldAt(type: RecordType | undefined, path: string): Field | undefined {
  const [name = '', ...rest] = path.split('.')
  const field = fieldOf(type, name)
  return rest.length ? (field?.ref ? fieldAt(typeOf(field.ref), rest.join('.')) : undefined) : field
}

/** The type that the field at the end of a path belongs to. */
export function typeAt(type: RecordType | undefined, path: string): RecordType | undefined {
  const [name = '', ...rest] = path.split('.')
  if (!rest.length) return type
  const field = fieldOf(type, name)
  return field?.ref ? typeAt(typeOf(field.ref), rest.join('.')) : undefined
}

export const levelTitle = (dimension: Dimension, level: string): string => choiceTitle(dimension.levels, level)

const calendar = ['year', 'half', 'quarter', 'month', 'day', 'period', 'from', 'until'] as const

/** The words for a step of `by` or a dimension of `where`. */
export function stepTitle(dimensions: Dimension[], step: string): string {
  const [name, level] = step.split('.')
  const known = calendar.find((one) => one === step)
  if (known) return t(`calendar.${known}`)
  const dimension = dimensions.find((one) => one.name === name)
  if (!dimension) return step
  const own = titled(dimension.title, dimension.name)
  return level ? t('figure.by_level', { dimension: own, level: levelTitle(dimension, level) }) : own
}

/** A value of a dimension as people read it; the server gives labels, choices come as names. */
export function coordinateTitle(dimensions: Dimension[], step: string, value: string): string {
  if (value === '' || value === '—') return t(step.includes('.') ? 'figure.none_at_level' : 'figure.none')
  const dimension = dimensions.find((one) => one.name === step.split('.')[0])
  const choice = dimension?.choices?.find(
    (one) => one.name === value || one.title.zh === value || one.title.en === value,
  )
  if (choice) return titled(choice.title, choice.name)
  if (dimension?.kind === 'boolean') return value === 'true' || value === '1' ? t('value.yes') : t('value.no')
  return value
}

/** The same for a row of an answer, which brings the label and the key. */
export function rowTitle(dimensions: Dimension[], step: string, row: FigureRow): string {
  const key = row.keys[step] ?? ''
  const label = row.where[step] ?? ''
  const dimension = dimensions.find((one) => one.name === step.split('.')[0])
  const named = dimension?.choices?.some((choice) => choice.name === key)
  return coordinateTitle(dimensions, step, named ? key : label || key)
}
