import type { ModulePage } from '@/modulePages'

export default [
  { path: '', title: { zh: '数据通报', en: 'Bulletins' }, component: () => import('./BulletinsPage.vue') },
  {
    path: 'new',
    title: { zh: '起草通报', en: 'Compose a bulletin' },
    component: () => import('./ComposePage.vue'),
    hidden: true,
  },
  {
    path: 'one/:id',
    title: { zh: '通报', en: 'Bulletin' },
    component: () => import('./BulletinPage.vue'),
    hidden: true,
  },
  {
    path: 'one/:id/amend',
    title: { zh: '修改通报', en: 'Amend a bulletin' },
    component: () => import('./ComposePage.vue'),
    hidden: true,
  },
] satisfies ModulePage[]
