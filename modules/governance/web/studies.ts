import { ask } from '@/api/http'
import { keep } from '@/api/transfers'
import type { Reference } from '@/api/types'

export interface Total {
  score: string
  points: string
  grade: string
}

export interface IndicatorRow {
  number: string
  name: string
  points: string
  rule: 'judged' | 'proportion' | 'threshold'
  figure: string | null
  value: string | null
  unit: string
  refused: string | null
  by_rule: string | null
  entered: string | null
  because: string
  evidence: { name: string; sha256: string } | null
  lineage: string | null
  supposed?: string
  what_if?: string | null
}

export interface Assessment {
  assessment: string
  scheme: string
  state: string
  frozen_at: string | null
  totals: { entered: Total; by_rule: Total; what_if?: Total; missing: number }
  indicators: IndicatorRow[]
  official_grades: { year: number; grade: string; run: number; words: string }[]
}

/** A file that a study made. */
export interface MadeFile {
  file: string
  media_type: string
  bytes: string // base64
}

export interface Slip extends MadeFile {
  number: string
  to: string
  issued_on: string
  foot: string
  rows: { label: string; words: string }[]
}

export async function askAssessment(
  assessment: string,
  whatIf: Record<string, string>,
  signal?: AbortSignal,
): Promise<Assessment> {
  const body = Object.keys(whatIf).length ? { assessment, what_if: whatIf } : { assessment }
  return (await ask<Assessment>('/studies/governance.assessment', { method: 'POST', body, signal })).body
}

export async function askSlip(slip: string, form: string, signal?: AbortSignal): Promise<Slip> {
  return (await ask<Slip>('/studies/governance.slip', { method: 'POST', body: { slip, form }, signal })).body
}

export async function askHandover(handover: string, form: string): Promise<MadeFile> {
  return (await ask<MadeFile>('/studies/governance.handover', { method: 'POST', body: { handover, form } })).body
}

export async function askEvidence(assessment: string): Promise<MadeFile> {
  return (await ask<MadeFile>('/studies/governance.evidence', { method: 'POST', body: { assessment } })).body
}

/** Hands what was made over as a file. */
export function save(made: MadeFile): void {
  const bytes = Uint8Array.from(atob(made.bytes), (one) => one.charCodeAt(0))
  keep({ bytes: new Blob([bytes], { type: made.media_type }), name: made.file })
}

/** What a reference of a record is called; empty when there is none. */
export const labelOf = (value: unknown): string => (value as Reference | null)?.label ?? ''
