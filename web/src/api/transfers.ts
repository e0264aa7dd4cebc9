import { ask, askFile, get, queryString } from './http'
import { Problem } from './problem'

/** What of a file was wrong, and where; `column` is null for the row as a whole. */
export interface RowProblem {
  sheet: string
  row: number
  column: string | null
  header: string | null
  field: string | null
  code: string
  detail: string
}

export interface ImportReport {
  sheet: string
  other_sheets: { name: string; hidden: boolean }[]
  dry_run: boolean
  done: boolean
  repeated: boolean
  header_row: number
  columns: { column: string; header: string; field: string }[]
  ignored_headers: string[]
  key: string | null
  rows: number
  without_key: number
  created: number
  amended: number
  unchanged: number
  totals_passed_over: number
  notes_passed_over: number
  taken_back: number
  problems: RowProblem[]
  more_problems: boolean
}

export interface TransferState {
  phase: 'reading' | 'checking' | 'writing' | null
  share: number
  done: number
  total: number | null
  cancelled: boolean
}

export interface ImportWish {
  sheet?: string
  dryRun?: boolean
  transfer: string
}

/** A report with problems comes back as one, whether it was a rehearsal or not: nothing was changed then. */
export async function importTable(type: string, file: File, wish: ImportWish): Promise<ImportReport> {
  const query = queryString({
    name: file.name,
    sheet: wish.sheet,
    dry_run: wish.dryRun ? '1' : undefined,
    transfer: wish.transfer,
  })
  try {
    return (await ask<ImportReport>(`/${type}/import${query}`, { method: 'POST', bytes: file })).body
  } catch (error) {
    if (error instanceof Problem && error.report) return error.report as ImportReport
    throw error
  }
}

export const fetchTemplate = (type: string) => askFile(`/${type}/import`)

export const fetchMarked = (type: string, file: File, sheet: string | undefined) =>
  askFile(`/${type}/import/marked${queryString({ name: file.name, sheet })}`, { method: 'POST', bytes: file })

export type ExportForm = 'xlsx' | 'csv' | 'jsonl'

export function exportList(type: string, query: URLSearchParams, form: ExportForm, transfer: string) {
  const all = new URLSearchParams(query)
  all.set('form', form)
  all.set('transfer', transfer)
  return askFile(`/${type}/export?${all.toString()}`)
}

/** A file in a standard of the world outside, as the schema lists them. */
export const exportStandard = (name: string, transfer: string) =>
  askFile(`/exports/${name}${queryString({ transfer })}`)

export const fetchTransfer = (name: string): Promise<TransferState> => get<TransferState>(`/transfers/${name}`)
export const cancelTransfer = async (name: string): Promise<void> =>
  void (await ask(`/transfers/${name}`, { method: 'DELETE' }))

/** Lets the browser keep bytes that the page holds. */
export function keep(file: { bytes: Blob; name: string }): void {
  const address = URL.createObjectURL(file.bytes)
  const link = document.createElement('a')
  link.href = address
  link.download = file.name
  link.click()
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
}
