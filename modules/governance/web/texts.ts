import { messageOf } from '@/format/message'
import { titled, type Parameters } from '@/i18n'

const texts = {
  assessments: { zh: '考核自评', en: 'Assessments' },
  assessments_about: {
    zh: '每项指标取数、按规则算分，可以假设一个值看得分和等次。报送以后按报送时的台账，不再变。',
    en: 'Each indicator has its figure and the points that follow; suppose another value and see points and grade. What is submitted shows the books as they were then.',
  },
  no_assessments: { zh: '还没有考核。', en: 'There is no assessment yet.' },
  indicator: { zh: '指标', en: 'Indicator' },
  value: { zh: '取数', en: 'Value' },
  entered: { zh: '自评', en: 'Entered' },
  by_rule: { zh: '按规则', en: 'By rule' },
  points: { zh: '分值', en: 'Points' },
  suppose: { zh: '假设', en: 'Suppose' },
  what_if: { zh: '假设得分', en: 'What if' },
  total: { zh: '合计', en: 'Total' },
  grade: { zh: '等次', en: 'Grade' },
  calculate: { zh: '算一算', en: 'Calculate' },
  clear: { zh: '清除假设', en: 'Clear' },
  judged: { zh: '人工评定', en: 'judged' },
  lineage: { zh: '来源', en: 'Lineage' },
  frozen: { zh: '已报送：取数截至 {at}，不再变。', en: 'Submitted: figures as of {at}; they stay.' },
  live: {
    zh: '自评中：取的是此刻的数，还有 {n} 项没有自评。',
    en: 'In preparation: figures of now; {n} indicators have no score yet.',
  },
  official: { zh: '历年等次', en: 'Official grades' },
  pack: { zh: '导出佐证包', en: 'Export the evidence' },
  record: { zh: '记录', en: 'Record' },
  slips: { zh: '督办单', en: 'Supervision slips' },
  no_slips: { zh: '还没有签发的督办单。', en: 'No slip has been issued yet.' },
  all_slips: { zh: '导出全部打印件', en: 'Export all for printing' },
  pdf: { zh: '下载 PDF', en: 'Download PDF' },
  docx: { zh: '下载 Word', en: 'Download Word' },
  print: { zh: '打印', en: 'Print' },
  to: { zh: '承办', en: 'To' },
  excellent: { zh: '优秀', en: 'Excellent' },
  good: { zh: '好', en: 'Good' },
  fairly_good: { zh: '较好', en: 'Fairly good' },
  average: { zh: '一般', en: 'Average' },
  poor: { zh: '差', en: 'Poor' },
} as const

export type TextName = keyof typeof texts
export const say = (name: TextName, parameters: Parameters = {}): string => messageOf(titled(texts[name]), parameters)
export const gradeWords = (grade: string): string => (grade in texts ? say(grade as TextName) : '—')
