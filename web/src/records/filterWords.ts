import type { Field, RecordType } from '@/api/types'
import { shortText, unitName } from '@/format/quantity'
import { t } from '@/i18n'
import { typeOf } from '@/state/schema'
import type { Filter } from '@/url/listState'
import { choiceTitle, fieldAt, pathLabel, typeAt } from './titles'

/** A field that a list can be filtered by: the record's own, or one step away through a reference. */
export interface Filterable {
  path: string
  label: string
  field: Field | null // none: the state of the record
  through: string | null // the reference it is reached by
}

const hardlyAsked = new Set<Field['kind']>(['json'])

export function filterables(type: RecordType): Filterable[] {
  const own = type.fields
    .filter((field) => !field.hidden && !hardlyAsked.has(field.kind))
    .map((field): Filterable => ({ path: field.name, label: pathLabel(type, field.name), field, through: null }))
  const further = type.fields
    .filter((field) => field.kind === 'ref' && !field.hidden && field.ref !== type.name)
    .flatMap((field) => {
      const other = field.ref ? typeOf(field.ref) : undefined
      if (!other) return []
      const reachable = other.fields.filter(
        (f) => !f.hidden && ['ref', 'choice', 'date', 'money', 'boolean'].includes(f.kind),
      )
      const state: Filterable[] = other.states.length
        ? [
            {
              path: `${field.name}.state`,
              label: pathLabel(type, `${field.name}.state`),
              field: null,
              through: field.name,
            },
          ]
        : []
      return [
        ...state,
        ...reachable.map((f): Filterable => ({
          path: `${field.name}.${f.name}`,
          label: pathLabel(type, `${field.name}.${f.name}`),
          field: f,
          through: field.name,
        })),
      ]
    })
  return [...own, ...further]
}

function valueWords(type: RecordType, filter: Filter, labels: Map<string, string>): string {
  const field = fieldAt(type, filter.path)
  const named = (value: string) => {
    if (!field) return choiceTitle(typeAt(type, filter.path)?.states, value)
    if (field.kind === 'choice') return choiceTitle(field.choices, value)
    if (field.kind === 'boolean') return value === 'true' ? t('value.yes') : t('value.no')
    if (field.kind === 'money') return shortText(value, 'CNY')
    if (field.kind === 'ref') return labels.get(`${filter.path}=${value}`) ?? value
    return field.unit && filter.operator !== 'like' ? `${value}${unitName(field.unit)}` : value
  }
  if (filter.operator === 'in') return filter.value.split(',').map(named).join(t('list.or'))
  if (filter.operator === 'like') return t('filter.containing', { text: filter.value })
  return named(filter.value)
}

const symbols: Partial<Record<Filter['operator'], string>> = { gt: '> ', gte: '≥ ', lt: '< ', lte: '≤ ', ne: '≠ ' }

/** 「金额 ≥ 160万元」 */
export function filterSentence(type: RecordType, filter: Filter, labels: Map<string, string>): string {
  const name = pathLabel(type, filter.path)
  if (filter.operator === 'null') return t('filter.is_empty', { name })
  if (filter.operator === 'notnull') return t('filter.is_filled', { name })
  if (filter.operator === 'under') return t('filter.is_under', { name, value: valueWords(type, filter, labels) })
  return t('filter.is', { name, value: (symbols[filter.operator] ?? '') + valueWords(type, filter, labels) })
}

/** References in filters name records by id; people want their names. */
export const referenceFilters = (type: RecordType, filters: Filter[]): { filter: Filter; ref: string }[] =>
  filters.flatMap((filter) => {
    const field = fieldAt(type, filter.path)
    return field?.kind === 'ref' && field.ref && filter.value ? [{ filter, ref: field.ref }] : []
  })
