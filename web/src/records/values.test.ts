import { describe, expect, it } from 'vitest'
import type { DataRecord, Field } from '@/api/types'
import { amendValues, createValues, draftOf, wireValue } from './values'

const field = (name: string, kind: Field['kind'], more: Partial<Field> = {}): Field => ({
  name,
  kind,
  label: null,
  ...more,
})
const fields = [
  field('project', 'ref', { ref: 'project' }),
  field('amount', 'money'),
  field('people', 'integer'),
  field('note', 'text'),
  field('voucher', 'file'),
  field('urgent', 'boolean'),
]
const record = {
  project: { id: '12', type: 'project', number: 'XM-1', label: '水渠' },
  amount: '1600000.00',
  people: 12,
  note: '首付款',
  voucher: { sha256: 'ab', name: 'a.pdf', size: 3, media_type: 'application/pdf' },
  urgent: null,
} as unknown as DataRecord

describe('what a form sends', () => {
  it('names references by id and files by hash', () => {
    expect(createValues(fields, draftOf(fields, record))).toEqual({
      project: '#12',
      amount: '1600000.00',
      people: 12,
      note: '首付款',
      voucher: { sha256: 'ab', name: 'a.pdf' },
    })
  })
  it('leaves out what is empty when a record is made', () => {
    expect(createValues(fields, draftOf(fields, null))).toEqual({})
  })
  it('sends only what changed, and null for what was emptied', () => {
    const before = draftOf(fields, record)
    expect(amendValues(fields, before, { ...before, amount: '5.00', note: ' ', urgent: false })).toEqual({
      amount: '5.00',
      note: null,
      urgent: false,
    })
    expect(amendValues(fields, before, { ...before })).toEqual({})
  })
  it('passes on what it cannot read, for the server to say so', () => {
    expect(wireValue(field('n', 'integer'), '12a')).toBe('12a')
    expect(wireValue(field('j', 'json'), '{"a":1}')).toEqual({ a: 1 })
  })
  it('fills in defaults', () => {
    expect(draftOf([field('kind', 'choice', { default: 'works' })], null)).toEqual({ kind: 'works' })
  })
})
