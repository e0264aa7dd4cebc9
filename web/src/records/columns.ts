import type { DataRecord, Field, RecordType } from '@/api/types'
import { t, tOr } from '@/i18n'
import { unitName } from '@/format/quantity'
import { fieldOf } from '@/state/schema'
import { fieldLabel } from './titles'

export interface Column {
  name: string
  field: Field | null // none: one of the system's own
  title: string
  unit: string
  numeric: boolean
  sortable: boolean
}

const unsorted = new Set<Field['kind']>(['file', 'json', 'long_text'])

export function columnsOf(type: RecordType, names: string[]): Column[] {
  return names.map((name) => {
    const field = fieldOf(type, name) ?? null
    const numeric = field !== null && ['money', 'integer', 'decimal'].includes(field.kind)
    return {
      name,
      field,
      title: field ? fieldLabel(field) : tOr(`system.${name}`, name),
      unit: !field
        ? ''
        : field.kind === 'money' && !field.currency
          ? t('unit.CNY')
          : numeric && field.unit
            ? unitName(field.unit)
            : '',
      numeric,
      sortable: !field || !unsorted.has(field.kind),
    }
  })
}

/** Where a row leads the eye: the record's number, or the field by which it is called. */
export const headColumn = (type: RecordType, columns: Column[]): string =>
  (
    columns.find((c) => c.name === 'number') ??
    columns.find((c) => c.name === type.label) ??
    columns.find((c) => c.name === type.key) ??
    columns[0]
  )?.name ?? ''

/** What a row is called by a column that leads the eye: a record without a name of its own goes by what it refers to. */
export function headText(record: DataRecord, name: string): string {
  const to = record[name] as { label?: string } | null | undefined
  return record.label === `#${record.id}` ? (to?.label ?? record.label) : record.label
}

export const systemText = (record: DataRecord, name: string): string => {
  const value = record[name]
  return value === null || value === undefined ? '—' : String(value)
}
