import type { ModulePage } from '@/modulePages'

export default [
  { path: '', title: { zh: '河流实况', en: 'Rivers now' }, component: () => import('./RiversPage.vue') },
  { path: 'health', title: { zh: '设备状况', en: 'Devices' }, component: () => import('./HealthPage.vue') },
] satisfies ModulePage[]
