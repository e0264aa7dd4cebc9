import { describe, expect, it } from 'vitest'
import en from './en.json'
import zh from './zh.json'

const names = (message: string): string[] => [...message.matchAll(/\{(\w+)/g)].map((match) => match[1]!).sort()

describe('the two languages', () => {
  it('have the same messages', () => {
    expect(Object.keys(en)).toEqual(Object.keys(zh))
  })
  it('leave nothing untranslated', () => {
    for (const messages of [zh, en]) for (const [key, text] of Object.entries(messages)) expect(text.trim(), key).not.toBe('')
  })
  it('speak of the same things', () => {
    for (const [key, text] of Object.entries(zh)) {
      const said = new Set(names((en as Record<string, string>)[key]!))
      if (!key.startsWith('unit.')) expect([...said].sort(), key).toEqual([...new Set(names(text))].sort())
    }
  })
})
