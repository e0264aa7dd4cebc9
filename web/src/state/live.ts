import { onScopeDispose, watch } from 'vue'
import { session } from './session'
import { unseen } from './inbox'

// What colleagues change while this page is open, as the server tells it (docs/jobs.md). One stream for all that is shown, and
// only while somebody looks: a browser opens few connections to a server, and a page that nobody looks at needs none.

export interface Moves {
  /** "type/id" of the records that were changed. */
  records: Set<string>
  types: Set<string>
  /** Readings of some station came or were corrected; which is not said. */
  readings: boolean
  /** Too much was missed: everything may have changed. */
  all: boolean
}
type Listener = (moves: Moves) => void

const gatherMs = 300
const restMs = 15 * 60_000
const rememberMs = 4000
const address = '/api/v1/live'

const listeners = new Set<Listener>()
let stream: EventSource | null = null
let heard: string | null = null
let gathered: Moves | null = null
let told = 0
let restTimer: ReturnType<typeof setTimeout> | undefined

/** Whether what changes on the page now does so because of somebody else. */
export const movesByItself = (): boolean => Date.now() - told < rememberMs

function tell() {
  const moves = gathered
  gathered = null
  if (!moves) return
  told = Date.now()
  for (const listener of [...listeners]) listener(moves)
}

function gather(): Moves {
  if (!gathered) {
    gathered = { records: new Set(), types: new Set(), readings: false, all: false }
    setTimeout(tell, gatherMs)
  }
  return gathered
}

function keep(event: Event): Record<string, string> {
  const message = event as MessageEvent<string>
  if (message.lastEventId) heard = message.lastEventId
  return JSON.parse(message.data) as Record<string, string>
}

function begin() {
  if (stream || !session.value || document.hidden) return
  stream = new EventSource(heard === null ? address : `${address}?after=${heard}`)
  stream.addEventListener('hello', (event) => (heard ??= keep(event).entry ?? null))
  stream.addEventListener('entry', (event) => {
    const { type, id } = keep(event)
    const moves = gather()
    moves.records.add(`${type}/${id}`)
    moves.types.add(type!)
  })
  stream.addEventListener('figures', (event) => {
    keep(event)
    gather()
  })
  stream.addEventListener('readings', () => (gather().readings = true))
  stream.addEventListener('reset', (event) => {
    keep(event)
    gather().all = true
  })
  stream.addEventListener('notice', (event) => {
    unseen.value = Number(keep(event).unseen)
  })
}

function end() {
  stream?.close()
  stream = null
}

// A page that refreshes itself must not keep a session alive that nobody uses: after a quarter of an hour without a hand on
// it, it rests until there is one.
function awake() {
  clearTimeout(restTimer)
  restTimer = setTimeout(end, restMs)
  if (!stream || stream.readyState === EventSource.CLOSED) {
    end()
    begin()
  }
}

/** Once, by the frame around all pages. */
export function liveWhileShown(): void {
  const look = () => (document.hidden ? end() : awake())
  document.addEventListener('visibilitychange', look)
  const hands = ['pointerdown', 'keydown', 'wheel'] as const
  for (const hand of hands) document.addEventListener(hand, awake, { passive: true })
  window.addEventListener('pagehide', end)
  const stop = watch(
    session,
    (now) => {
      end()
      heard = null
      if (now) awake()
    },
    { immediate: true },
  )
  onScopeDispose(() => {
    stop()
    document.removeEventListener('visibilitychange', look)
    for (const hand of hands) document.removeEventListener(hand, awake)
    window.removeEventListener('pagehide', end)
    clearTimeout(restTimer)
    end()
  })
}

/** Calls `listener` for what moved, for as long as the component lives. */
export function onMoves(listener: Listener): void {
  listeners.add(listener)
  onScopeDispose(() => listeners.delete(listener))
}
