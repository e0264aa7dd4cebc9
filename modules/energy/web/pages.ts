import type { ModulePage } from '@/modulePages'

export default [
  { path: '', title: { zh: '光伏与储能', en: 'Sun and storage' }, component: () => import('./EnergyPage.vue') },
] satisfies ModulePage[]
