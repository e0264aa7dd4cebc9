import { messageOf } from '@/format/message'
import { titled, type Parameters } from '@/i18n'

const texts = {
  title: { zh: '完工展望', en: 'Outlook' },
  about: {
    zh: '在建项目做到了哪里、应当做到哪里、大概哪天完工。应有进度按施工期的天数算；完工区间是从已完工的项目学来的，五次里有四次落在里面。',
    en: 'How far works under way have come, how far they should be, and when they will likely be finished. What is expected counts the days of the building season; the band is learnt from finished works and holds four times of five.',
  },
  on: { zh: '截至', en: 'As of' },
  region: { zh: '受援地', en: 'Receiver' },
  giver: { zh: '支援方', en: 'Giver' },
  show: { zh: '查看', en: 'Show' },
  counts: {
    zh: '截至 {on}，在建 {all} 个，滞后 {lagging} 个。',
    en: 'On {on} {all} works are under way; {lagging} of them lag.',
  },
  only_lagging: { zh: '只看滞后的', en: 'Lagging only' },
  search: { zh: '按名称或编号找', en: 'Find by name or number' },
  none: { zh: '没有符合的在建项目。', en: 'No works under way match.' },
  more: { zh: '再看 {n} 个', en: '{n} more' },
  project: { zh: '项目', en: 'Project' },
  progress: { zh: '进度（应有）', en: 'Done (expected)' },
  finish: { zh: '预计完工', en: 'Likely finish' },
  due: { zh: '计划完工', en: 'Due' },
  why: { zh: '滞后原因', en: 'Why it lags' },
  of_expected: { zh: '完成 {done}%，应有 {expected}%', en: '{done}% done, {expected}% expected' },
  band: { zh: '{from} 至 {until}', en: '{from} to {until}' },
  days: { zh: '{n} 天', en: '{n} days' },
  assumed: { zh: '区间是假定的：已完工的项目还太少。', en: 'The band is assumed: too few works are finished yet.' },
  learnt: {
    zh: '从 {n} 个已完工的项目学来；{band}% 的区间。',
    en: 'Learnt from {n} finished works; a band of {band} %.',
  },
  back: { zh: '全部在建项目', en: 'All works under way' },
  record: { zh: '项目记录', en: 'Record' },
  enter: { zh: '上报进度', en: 'Report progress' },
  chart: { zh: '进度曲线', en: 'Progress against the expected curve' },
  chart_words: {
    zh: '应有进度从 {from} 到 {until}；最近上报 {done}%；预计 {likely} 完工。',
    en: 'Expected progress from {from} to {until}; last reported {done} %; likely finish {likely}.',
  },
  line_expected: { zh: '应有进度', en: 'Expected' },
  line_done: { zh: '上报进度', en: 'Reported' },
  line_band: { zh: '完工区间', en: 'Finish' },
  earned: { zh: '挣值', en: 'Earned value' },
  planned_value: { zh: '计划价值 PV', en: 'Planned value, PV' },
  earned_value: { zh: '挣值 EV', en: 'Earned value, EV' },
  paid_value: { zh: '实际支付 AC', en: 'Paid, AC' },
  schedule_index: { zh: '进度绩效 SPI', en: 'Schedule index, SPI' },
  cost_index: { zh: '费用绩效 CPI', en: 'Cost index, CPI' },
  index_hint: {
    zh: 'SPI 小于 1 是进度落后；CPI 小于 1 是付得比做得多。',
    en: 'SPI below 1: less is done than should be. CPI below 1: more is paid than done.',
  },
  started: { zh: '开工', en: 'Started' },
  reported: { zh: '最近上报', en: 'Last report' },
  visited: { zh: '最近看点', en: 'Last site visit' },
  season: { zh: '施工期', en: 'Building season' },
  keeps_up: { zh: '没有滞后。', en: 'It does not lag.' },
  standstill: { zh: '停工', en: 'at a standstill' },
  overdue: { zh: '过了计划完工日', en: 'past its due day' },
  late_by_forecast: { zh: '预计晚于计划', en: 'forecast later than planned' },
  late_start: { zh: '开工晚', en: 'started late' },
  silent: { zh: '久未上报', en: 'no report' },
  obstacle: { zh: '有困难未解决', en: 'unsolved obstacle' },
  money: { zh: '资金到位慢', en: 'money lags' },
  pace: { zh: '施工慢', en: 'slow' },
  winter: { zh: '冬歇', en: 'winter' },
  weather: { zh: '天气', en: 'weather' },
  epidemic: { zh: '疫情', en: 'epidemic' },
  material: { zh: '材料', en: 'materials' },
  land: { zh: '用地手续', en: 'land and permits' },
  labour: { zh: '用工', en: 'workers' },
  design: { zh: '设计变更', en: 'change of design' },
  safety: { zh: '安全质量', en: 'safety and quality' },
  other: { zh: '其他', en: 'other' },
} as const

export type TextName = keyof typeof texts
export const say = (name: TextName, parameters: Parameters = {}): string => messageOf(titled(texts[name]), parameters)

/** What the interface may name one day and this page does not know yet is shown as it is. */
export const sayOr = (name: string): string => (name in texts ? say(name as TextName) : name)
