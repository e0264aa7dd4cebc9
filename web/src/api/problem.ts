/** One thing that was found wrong; `field` is a JSON pointer into the request. */
export interface ProblemItem {
  code: string
  field: string
  detail: string
}

export interface ProblemDocument {
  title?: string
  status?: number
  code?: string
  field?: string
  detail?: string
  problems?: ProblemItem[]
  instance?: string
  /** Of a file whose rows were refused. */
  report?: unknown
}

/** A refusal of the server (RFC 9457), or the failure to reach it: then the status is 0. */
export class Problem extends Error {
  readonly status: number
  readonly code: string
  readonly items: ProblemItem[]
  readonly instance: string
  readonly report: unknown

  constructor(status: number, document: ProblemDocument) {
    super(document.detail || document.title || document.code || String(status))
    this.name = 'Problem'
    this.status = status
    this.code = document.code ?? `http.${status}`
    this.instance = document.instance ?? ''
    this.report = document.report
    const own = { code: this.code, field: document.field ?? '', detail: this.message }
    this.items = document.problems?.length ? document.problems : [own]
  }

  /** Sentences by the name of the top-level field they belong to; '' collects those about the whole. */
  byField(): Record<string, string[]> {
    const found: Record<string, string[]> = {}
    for (const item of this.items) {
      const name = item.field.split('/')[1] ?? ''
      const sentences = (found[name] ??= [])
      if (!sentences.includes(item.detail)) sentences.push(item.detail)
    }
    return found
  }
}

export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error
  return new Problem(0, { code: 'page.failed', detail: error instanceof Error ? error.message : String(error) })
}
