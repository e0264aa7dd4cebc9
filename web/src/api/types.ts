// The wire contract of docs/api.md. Amounts and figures are decimal text and never become floating point here,
// except where a chart places a mark.

import type { Series } from './series'

export interface Titled {
  zh: string
  en: string
}

export type FieldKind =
  'text' | 'long_text' | 'integer' | 'decimal' | 'money' | 'date' | 'boolean' | 'choice' | 'ref' | 'file' | 'json'

export interface Choice {
  name: string
  title: Titled
}

export interface Field {
  name: string
  kind: FieldKind
  label: Titled | null
  help?: Titled | null
  required?: boolean
  ref?: string | null
  choices?: Choice[] | null
  scale?: number | null
  unit?: string | null
  currency?: string | null
  hidden?: boolean
  at_least?: string | null
  at_most?: string | null
  more_than?: string | null
  max_length?: number | null
  default?: unknown
  sensitivity?: 'public' | 'internal' | 'personal' | 'secret'
  accept?: string[]
  max_bytes?: number
}

export interface Transition {
  name: string
  title: Titled
  from: string[]
  to: string
  requires: string[]
  second_person?: string[]
  requires_papers?: string[]
  sets: string[]
}

export interface RecordType {
  name: string
  module: string
  title: Titled
  about?: Titled | null
  key: string | null
  label: string | null
  numbered: boolean
  tree: string | null
  subject?: string | null
  list: string[]
  map: { longitude: string; latitude: string } | null
  fields: Field[]
  states: Choice[]
  initial: string | null
  transitions: Transition[]
  amendable: string[] | null
  referred_by: { type: string; field: string }[]
  measures: string[]
}

export interface Dimension {
  name: string
  title: Titled
  kind: 'ref' | 'choice' | 'text' | 'currency' | 'boolean'
  ref?: string | null
  levels?: Choice[] | null
  choices?: Choice[] | null
}

export interface Measure {
  name: string
  title: Titled
  unit: string
  dimensions: Dimension[]
}

export interface TargetRule {
  at_least?: string
  at_most?: string
}

export interface Figure {
  name: string
  module: string
  title: Titled
  about?: Titled | null
  words: string[]
  unit: string
  kind: 'flow' | 'stock'
  decimals: number
  formula: string
  target: TargetRule | null
  headline: number | null
  dimensions: Dimension[]
}

export interface Module {
  name: string
  title: Titled
  about?: Titled | null
  order: number
}

export interface Schema {
  demo: boolean
  program: { version: string }
  modules: Module[]
  types: RecordType[]
  measures: Measure[]
  figures: Figure[]
  series: Series[]
  exports: StandardExport[]
}

/** A file that tells of several types at once: IATI, OCDS. */
export interface StandardExport {
  name: string
  title: Titled
  types: string[]
}

export interface Session {
  user: string
  name: string
  language: string
  csrf?: string
  /** Somebody else chose the password: nothing is allowed before there is an own one. */
  must_change?: boolean
  password_at_least: number
  /** May manage the accounts of others. */
  keeps_accounts?: boolean
}

export interface Reference {
  id: string
  type: string
  number: string | null
  label: string
}

export interface FileValue {
  sha256: string
  name: string
  size: number
  media_type: string
  /** Of an upload's answer: whether there is a small picture, and what was taken out of the image. */
  thumbnail?: boolean
  removed?: string[]
}

export interface RecordBase {
  id: string
  type: string
  number: string | null
  label: string
  state: string | null
  void: boolean
  version: string
  created_at: string
  created_by: string
  updated_at: string
  withheld?: string[] // fields that the reader may not see
  /** What was personal is gone: the person was erased. */
  erased?: boolean
  /** What is personal cannot be read now: the master key is not on the server. */
  locked?: boolean
}

/** A record's own fields lie beside the system's; they are read with `fieldValue`. */
export type DataRecord = RecordBase & Record<string, unknown>

export interface Page<T> {
  items: T[]
  next: string | null
  count?: number
}

export interface Posting {
  measure: string
  title?: Titled | string | null
  value: string
  unit: string
  day: string
  late_days?: number
  coordinates: Record<string, string>
}

export type Action = 'create' | 'amend' | 'advance' | 'void' | 'erase' | 'undo' | 'escalate'

export interface Entry {
  seq: string
  at: string
  actor: string
  action: Action
  transition: string | null
  reason: string | null
  type?: string
  record?: Reference | null // whose entry it is: another record's entry may have moved this one's postings
  state?: string | null
  set: Record<string, unknown>
  was: Record<string, unknown>
  erased?: boolean
  leaf: string
  postings: Posting[]
}

export interface DryRun {
  dry_run: true
  record: DataRecord
  postings: Posting[]
}

export type Target = TargetRule & { met?: boolean | null }

export interface HeadlineRow {
  figure: string
  where: Record<string, string>
  value: string | null
  unit: string
  target: Target | null
  because?: string | null
}

export interface FigureRow {
  where: Record<string, string>
  keys: Record<string, string>
  value: string | null
  unit: string
  target?: Target | null
}

export interface FigureAnswer {
  figure: string
  title: Titled | string
  unit: string
  kind: 'flow' | 'stock'
  decimals: number
  as_of: string | null
  rows: FigureRow[]
}

export interface Operand {
  measure: string
  title: Titled | string
  filter: string | Record<string, unknown> | null
  value: string
  unit: string
  postings: number
  late?: { value: string; postings: number }
}

export type Cause = 'new' | 'late' | 'corrected' | 'advanced' | 'moved' | 'regrouped'

export interface CauseSum {
  cause: Cause
  value: string | null
  postings: number
}

export interface ChangedPosting extends LineagePosting {
  cause: Cause
  reason: string
  by: Reference | null // of `moved`: the record that was changed
}

export interface Changes {
  figure: string
  unit: string
  then: string | null
  now: string | null
  difference: string | null
  causes: CauseSum[]
  postings: ChangedPosting[]
  next: string | null
}

export interface Missing {
  field: string
  label: Titled
}

export interface NextSteps {
  id: string
  state: string | null
  since: string | null
  limit: {
    deadline: string
    overdue: boolean
    escalated: boolean
    escalate_to: string | Reference | null
    says: Titled
  } | null
  amend_reason: boolean
  steps: {
    transition: string
    title: Titled
    to: string
    to_title: Titled
    may: boolean
    takes_another: boolean
    ready: boolean
    fields: Missing[]
    papers: Missing[]
    guard: { holds: boolean | null; says: Titled } | null // null: not for this reader to know
  }[]
  undo: { transition: string; to: string } | null
}

export interface TodoItem {
  id: string
  type: string
  number: string | null
  label: string
  state: string | null
  deadline: string
  days_left: number
  overdue: boolean
  escalated: boolean
  says: Titled | null
}

export interface Todo {
  today: string
  count: number
  overdue: number
  items: TodoItem[]
}

export interface LineagePosting {
  entry: string
  measure: string
  value: string
  unit: string
  day: string
  late_days?: number
  at: string
  actor: string
  action: Action
  record: Reference
  coordinates: Record<string, string>
}

export interface Lineage {
  figure: string
  where: Record<string, string>
  value: string | null
  unit: string
  operands: Operand[]
  postings: LineagePosting[]
  next: string | null
}

export type Verdict = 'agrees' | 'differs' | 'not_a_balance' | 'module'

export interface PublishedRow {
  id: string
  source: string
  area: string
  giver: string
  receiver: string
  metric_zh: string
  metric_en: string
  value: string
  unit: string
  qualifier: string
  period: string
  figure: string | null
  where: Record<string, string> | null
  computed: string | null
  verdict: Verdict
  module: string | null
  because: Titled | string | null
}

export interface LogHead {
  size: number | string
  root: string
}

export type LogEntry = Omit<Entry, 'postings'> & { id?: string }
