import type { DataRecord, Field, FileValue, RecordType, Reference } from '@/api/types'

// Between a record's wire form and what a form edits: `Draft` holds what the inputs hold, `wireValue` what is sent.

export type Draft = Record<string, unknown>

export const isReference = (value: unknown): value is Reference =>
  typeof value === 'object' && value !== null && 'id' in value && 'label' in value

/** A reference to a record that the reader may not see. */
export const isWithheld = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'withheld' in value

export const isFile = (value: unknown): value is FileValue =>
  typeof value === 'object' && value !== null && 'sha256' in value

export const fieldsOnForms = (type: RecordType): Field[] => type.fields.filter((field) => !field.hidden)

export const currencyOf = (field: Field, record: Record<string, unknown> | null | undefined): string => {
  const named = field.currency ? record?.[field.currency] : null
  return typeof named === 'string' && named ? named : 'CNY'
}

/** What is sent for a field: null says that it is empty. */
export function wireValue(field: Field, value: unknown): unknown {
  if (value === null || value === undefined || value === '') return null
  switch (field.kind) {
    case 'ref':
      return isReference(value) ? `#${value.id}` : value
    case 'file':
      return isFile(value) ? { sha256: value.sha256, name: value.name } : value
    case 'integer':
      return /^[+-]?\d+$/.test(String(value).trim()) ? Number(value) : value
    case 'text':
      return String(value).trim() || null
    case 'json':
      return parsed(value)
    default:
      return value
  }
}

function parsed(value: unknown): unknown {
  if (typeof value !== 'string') return value
  try {
    return JSON.parse(value)
  } catch {
    return value
  }
}

/** What an input shows for a field of a record. */
export function draftValue(field: Field, value: unknown): unknown {
  if (value === null || value === undefined) return field.kind === 'boolean' ? null : ''
  if (field.kind === 'json') return JSON.stringify(value, null, 2)
  if (field.kind === 'integer' || field.kind === 'decimal') return String(value)
  return value
}

export const draftOf = (fields: Field[], record: DataRecord | null): Draft =>
  Object.fromEntries(
    fields.map((field) => [field.name, draftValue(field, record ? record[field.name] : field.default)]),
  )

/** Only what somebody filled in. */
export function createValues(fields: Field[], draft: Draft): Record<string, unknown> {
  const all = fields.map((field) => [field.name, wireValue(field, draft[field.name])] as const)
  return Object.fromEntries(all.filter(([, value]) => value !== null))
}

/** Only what somebody changed; what was emptied is sent as null. */
export function amendValues(fields: Field[], before: Draft, after: Draft): Record<string, unknown> {
  const changed = fields
    .map((field) => [field.name, wireValue(field, before[field.name]), wireValue(field, after[field.name])] as const)
    .filter(([, was, is]) => JSON.stringify(was) !== JSON.stringify(is))
  return Object.fromEntries(changed.map(([name, , is]) => [name, is]))
}

/** The columns of a type's list: declared names that exist, or its first six fields. */
export function listColumns(type: RecordType): string[] {
  const known = new Set([
    'number',
    'state',
    'created_at',
    'created_by',
    'updated_at',
    ...type.fields.map((f) => f.name),
  ])
  const declared = (type.list ?? []).filter((name) => known.has(name))
  return declared.length ? declared : type.fields.slice(0, 6).map((field) => field.name)
}

/** A whole number that can only be a year is a name, and is written without separators. */
export const isYear = (field: Field): boolean =>
  field.kind === 'integer' && !field.unit && Number(field.at_least ?? 0) >= 1000 && Number(field.at_most ?? 1e9) <= 9999
