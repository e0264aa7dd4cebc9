import { ask, get, queryString } from './http'
import type { Titled } from './types'

export type Outcome = 'waiting' | 'running' | 'done' | 'nothing' | 'failed' | 'interrupted' | 'skipped'

export interface JobRun {
  due: string
  asked_by: string | null
  attempt: number
  started: string | null
  ended: string | null
  outcome: Outcome
  said: Titled
  code: string | null
  entries: string[]
  at: string
}

export interface Job {
  name: string
  module: string
  title: Titled
  about: Titled
  schedule: string
  when: Titled
  missed: 'skip' | 'catch_up'
  idempotent: boolean
  off: boolean
  next: string | null
  last: JobRun | null
}

export const fetchJobs = async (): Promise<Job[]> => (await get<{ items: Job[] }>('/jobs')).items

export const fetchRuns = (
  job: string,
  before: string | null,
  limit: number,
): Promise<{ items: JobRun[]; next: string | null }> =>
  get(`/jobs/${encodeURIComponent(job)}/runs${queryString({ before, limit })}`)

export const runJob = async (job: string): Promise<JobRun> =>
  (await ask<JobRun>(`/jobs/${encodeURIComponent(job)}/run`, { method: 'POST' })).body
