import { ask, proofOfOrigin } from '@/api/http'
import { Problem, type ProblemDocument } from '@/api/problem'
import type { DataRecord, Titled } from '@/api/types'
import { language } from '@/i18n'

export type CheckVerdict = 'agrees' | 'differs' | 'contradicts' | 'untied'
export const verdicts: CheckVerdict[] = ['differs', 'contradicts', 'untied', 'agrees']

/** Whoever sees no colours sees these. */
export const symbols: Record<CheckVerdict, string> = { agrees: '✓', differs: '≠', contradicts: '⚠', untied: '?' }

export interface CheckedQuantity {
  start: number // code points
  end: number
  text: string
  value: number | null
  unit: string | null
  qualifier: 'exact' | 'nearly' | 'over' | 'plus' | 'approx' | 'at_least' | 'at_most'
  low: number | null
  high: number | null
  kind: 'quantity' | 'ordinal' | 'date' | 'name' | 'label'
  counted: string | null
  also: number | null // another value that the words may mean
  giver: string | null
  receiver: string | null
  period: string | null
  figure: string | null
  where: Record<string, string> | null
  verdict: CheckVerdict
  expected: string | null
  difference: string | null
  because: Titled
  candidates: string[]
  subject: string | null
  wording: string | null
}

export interface CheckedRelation {
  kind: string
  of: number[]
  arithmetic: string
  verdict: 'agrees' | 'rounding' | 'open' | 'contradicts'
}

export interface Checked {
  text: string
  quantities: CheckedQuantity[]
  relations: CheckedRelation[]
  counts: Record<CheckVerdict, number>
}

export async function checkText(text: string, signal?: AbortSignal): Promise<Checked> {
  return (await ask<Checked>('/check', { method: 'POST', body: { text }, signal })).body
}

/** What kind of file it is the server sees from its bytes. */
export async function checkFile(file: File, signal?: AbortSignal): Promise<Checked> {
  let response: Response
  try {
    response = await fetch('/api/v1/check', {
      method: 'POST',
      headers: {
        'X-Shanhai': proofOfOrigin(),
        'Accept-Language': language.value,
        'Content-Type': 'application/octet-stream',
      },
      credentials: 'same-origin',
      body: file,
      signal,
    })
  } catch (error) {
    if (signal?.aborted) throw error
    throw new Problem(0, { code: 'network.unreachable' })
  }
  if (!response.ok) throw new Problem(response.status, (await response.json().catch(() => ({}))) as ProblemDocument)
  return (await response.json()) as Checked
}

export interface Acceptance {
  title: string
  outlet: string
  published_on: string
  web: string
}

export async function acceptText(text: string, about: Acceptance): Promise<{ article: DataRecord; claims: number }> {
  const filled = Object.fromEntries(Object.entries(about).filter(([, value]) => value.trim()))
  const body = { text, ...filled }
  return (await ask<{ article: DataRecord; claims: number }>('/check/accept', { method: 'POST', body })).body
}

export interface Segment {
  text: string
  index: number | null // into quantities
}

/** Cuts a text at its numbers. Places are code points, as people count characters; JavaScript counts halves of some. */
export function segmentsOf(text: string, quantities: readonly CheckedQuantity[]): Segment[] {
  const letters = Array.from(text)
  const segments: Segment[] = []
  let at = 0
  const order = quantities.map((_, index) => index).sort((a, b) => quantities[a]!.start - quantities[b]!.start)
  for (const index of order) {
    const { start, end, value } = quantities[index]!
    if (start < at || end <= start || end > letters.length || value === null) continue
    if (start > at) segments.push({ text: letters.slice(at, start).join(''), index: null })
    segments.push({ text: letters.slice(start, end).join(''), index })
    at = end
  }
  if (at < letters.length) segments.push({ text: letters.slice(at).join(''), index: null })
  return segments
}
