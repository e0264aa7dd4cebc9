import type { RecordType } from '@/api/types'

/**
 * The way that most records go: the longest chain of transitions that only lead forward in the declared order of states.
 * States beside it (suspended, cancelled) are left out.
 */
export function mainWay(type: Pick<RecordType, 'states' | 'transitions' | 'initial'>): string[] {
  const order = new Map(type.states.map((state, index) => [state.name, index]))
  const longest = new Map<string, string[]>()
  const isEnd = (way: string[]) => !type.transitions.some((one) => one.from.includes(way[way.length - 1] ?? ''))

  function from(state: string): string[] {
    const known = longest.get(state)
    if (known) return known
    const here = order.get(state) ?? -1
    let best: string[] = []
    for (const { from: starts, to } of type.transitions) {
      if (!starts.includes(state) || (order.get(to) ?? -1) <= here) continue
      const rest = from(to)
      const isLonger = rest.length > best.length
      const endsBetter = rest.length === best.length && !isEnd(best) && isEnd(rest)
      if (isLonger || endsBetter) best = rest
    }
    const way = [state, ...best]
    longest.set(state, way)
    return way
  }

  const first = type.initial ?? type.states[0]?.name
  return first ? from(first) : []
}
