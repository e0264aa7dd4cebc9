import { describe, expect, it } from 'vitest'
import type { DataRecord, Field } from '@/api/types'
import { acceptOf, clipboardFile, isErased, papersOf } from './papers'

const field = (more: Partial<Field>): Field => ({ name: 'paper', kind: 'file', label: null, ...more })

describe('papers', () => {
  it('tells the browser what a field takes', () => {
    expect(acceptOf(field({}))).toBe('')
    expect(acceptOf(field({ accept: ['pdf', 'jpeg'] }))).toBe('.pdf,.jpg,.jpeg')
    expect(acceptOf(field({ accept: ['image'] }))).toContain('image/png')
  })

  it('finds a pasted picture behind pasted words', () => {
    const picture = new File(['x'], 'screen.png')
    const items = [
      { kind: 'string', getAsFile: () => null },
      { kind: 'file', getAsFile: () => picture },
    ] as unknown as DataTransferItemList
    expect(clipboardFile({ items })).toBe(picture)
    expect(clipboardFile(null)).toBeNull()
  })

  it('lists the papers that a record has', () => {
    const record = { paper: { sha256: 'ab', name: 'a.pdf', size: 1, media_type: 'application/pdf' }, other: null }
    const fields = [field({}), field({ name: 'other' }), field({ name: 'text', kind: 'text' })]
    expect(papersOf(fields, record as unknown as DataRecord).map((one) => one.field.name)).toEqual(['paper'])
    expect(papersOf(fields, null)).toEqual([])
  })

  it('says erased only of what was personal', () => {
    const personal = field({ kind: 'text', sensitivity: 'personal' })
    expect(isErased(personal, { erased: true }, null)).toBe(true)
    expect(isErased(personal, { erased: true }, 'x')).toBe(false)
    expect(isErased(personal, {}, null)).toBe(false)
    expect(isErased(field({ kind: 'text', sensitivity: 'internal' }), { erased: true }, null)).toBe(false)
  })
})
