import type { InjectionKey } from 'vue'
import type { DataRecord, Field, FileValue } from '@/api/types'
import { isFile } from './values'

/** The record type that a form is about, for what lies deep in it. */
export const recordTypeKey: InjectionKey<string> = Symbol('record type')

const endings: Record<string, string> = {
  image: 'image/jpeg,image/png,image/webp,image/gif,image/bmp,image/tiff',
  office: '.docx,.xlsx,.pptx,.doc,.xls,.ppt,.ofd,.odt,.ods',
  text: '.txt,.csv,.json,.xml',
  archive: '.zip',
  jpeg: '.jpg,.jpeg',
  tiff: '.tif,.tiff',
}

/** The `accept` of an input for what the field takes; empty: anything. */
export const acceptOf = (field: Field): string =>
  (field.accept ?? []).map((name) => endings[name] ?? `.${name}`).join(',')

/** The first file on a clipboard: a screenshot, or one that was copied. */
export function clipboardFile(data: Pick<DataTransfer, 'items'> | null): File | null {
  for (const item of Array.from(data?.items ?? [])) {
    const file = item.kind === 'file' ? item.getAsFile() : null
    if (file) return file
  }
  return null
}

export interface Paper {
  field: Field
  file: FileValue
}

export const papersOf = (fields: Field[], record: DataRecord | null): Paper[] =>
  fields
    .filter((field) => field.kind === 'file' && isFile(record?.[field.name]))
    .map((field) => ({ field, file: record![field.name] as FileValue }))

/** What a personal field of an erased record says: nothing is left of it. */
export const isErased = (field: Field, record: { erased?: unknown } | null | undefined, value: unknown): boolean =>
  record?.erased === true && field.sensitivity === 'personal' && (value === null || value === undefined)
