import { expect, it } from 'vitest'
import type { Choice, Transition } from '@/api/types'
import { mainWay } from './workflow'

const states = (...names: string[]): Choice[] => names.map((name) => ({ name, title: { zh: name, en: name } }))
const step = (from: string[], to: string): Transition => ({
  name: `${from[0]}-${to}`,
  title: { zh: '', en: '' },
  from,
  to,
  requires: [],
  sets: [],
})

it('leaves out what lies beside the way', () => {
  const type = {
    states: states('proposed', 'approved', 'started', 'suspended', 'completed', 'cancelled'),
    initial: 'proposed',
    transitions: [
      step(['proposed'], 'approved'),
      step(['approved'], 'proposed'),
      step(['approved'], 'started'),
      step(['started'], 'suspended'),
      step(['suspended'], 'started'),
      step(['started'], 'completed'),
      step(['proposed', 'approved'], 'cancelled'),
    ],
  }
  expect(mainWay(type)).toEqual(['proposed', 'approved', 'started', 'completed'])
})

it('is short where there is little to do', () => {
  expect(
    mainWay({ states: states('active', 'ended'), initial: 'active', transitions: [step(['active'], 'ended')] }),
  ).toEqual(['active', 'ended'])
  expect(mainWay({ states: [], initial: null, transitions: [] })).toEqual([])
})
