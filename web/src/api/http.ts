import { language } from '@/i18n'
import { Problem, type ProblemDocument } from './problem'

const root = '/api/v1'

export interface Ask {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  body?: unknown
  /** Sent as they are, instead of `body`. */
  bytes?: Blob
  headers?: Record<string, string>
  signal?: AbortSignal
}

export interface Answer<T> {
  body: T
  etag: string | null
}

/** What a change must carry: other sites cannot read it (docs/accounts.md). */
let proof = ''
export const proofOfOrigin = (): string => proof
export function keepProof(csrf: string): void {
  proof = csrf
}

type Listener = () => void
let onSessionLost: Listener = () => {}

/** Called whenever the server says that there is no session (any more). */
export function whenSessionLost(listener: Listener): void {
  onSessionLost = listener
}

async function send(path: string, options: Ask): Promise<Response> {
  const headers: Record<string, string> = {
    Accept: 'application/json',
    'Accept-Language': language.value,
    ...options.headers,
  }
  if (options.method && options.method !== 'GET') headers['X-Shanhai'] = proof
  if (options.body !== undefined) headers['Content-Type'] = 'application/json'
  if (options.bytes) headers['Content-Type'] = 'application/octet-stream'
  let response: Response
  try {
    response = await fetch(root + path, {
      method: options.method ?? 'GET',
      headers,
      credentials: 'same-origin',
      body: options.bytes ?? (options.body === undefined ? undefined : JSON.stringify(options.body)),
      signal: options.signal,
    })
  } catch (error) {
    if (options.signal?.aborted) throw error
    throw new Problem(0, { code: 'network.unreachable' })
  }
  if (!response.ok) throw await problemOf(response)
  return response
}

export async function ask<T>(path: string, options: Ask = {}): Promise<Answer<T>> {
  const response = await send(path, options)
  const text = await response.text()
  return { body: (text ? JSON.parse(text) : undefined) as T, etag: response.headers.get('ETag') }
}

/** A file, under the name that the server gives it. */
export async function askFile(path: string, options: Ask = {}): Promise<{ bytes: Blob; name: string }> {
  const response = await send(path, options)
  const name = /filename\*=UTF-8''([^;]+)/.exec(response.headers.get('Content-Disposition') ?? '')
  return { bytes: await response.blob(), name: name ? decodeURIComponent(name[1]!) : 'download' }
}

export async function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  return (await ask<T>(path, { signal })).body
}

async function problemOf(response: Response): Promise<Problem> {
  let document: ProblemDocument = {}
  try {
    document = (await response.json()) as ProblemDocument
  } catch {
    document = { title: response.statusText }
  }
  const problem = new Problem(response.status, document)
  if (problem.code === 'session.required') onSessionLost()
  return problem
}

/** `a=1&b=2`, leaving out what is empty; a list repeats its name. */
export function queryString(parameters: Record<string, string | number | string[] | null | undefined>): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(parameters)) {
    if (Array.isArray(value)) value.forEach((one) => query.append(name, one))
    else if (value !== null && value !== undefined && value !== '') query.append(name, String(value))
  }
  const text = query.toString()
  return text ? `?${text}` : ''
}
