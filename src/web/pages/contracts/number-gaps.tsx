import { numberGaps } from '../../../api/document-numbers.ts'
import { contractsText } from '../../../text/web/contracts.ts'
import { useLater } from '../../api.ts'
import { FormDrawer } from '../../parts/form-drawer.tsx'
import { useText } from '../../ui/language.tsx'
import { Panel } from '../../ui/page-head.tsx'
import { NumberRules } from './number-rules.tsx'

const WORD = {
  contract: 'kindContract',
  order: 'kindOrder',
  quote: 'kindQuote',
  invoice: 'kindInvoice',
} as const

/** Numbers that are not there although those around them are (C082). */
export function NumberGapsDrawer({ open, onClose }: { open: boolean; onClose: () => void }) {
  const t = useText(contractsText)
  const { data } = useLater(numberGaps, { enabled: open })
  return (
    <FormDrawer open={open} onClose={onClose} title={t('numbers')} width={560}>
      <p className="bw-muted">{t('numbersNote')}</p>
      {data?.kinds.map(({ kind, documents, missing, takenBack, series }) => (
        <Panel key={kind} title={t(WORD[kind])}>
          <p className={missing > 0 ? 'bw-warn' : 'bw-soft'}>
            {missing > 0
              ? t('numbersMissing', { n: missing, of: documents })
              : t('numbersFull', { of: documents })}
            {takenBack > 0 && ` · ${t('numbersTakenBack', { n: takenBack })}`}
          </p>
          {series
            .filter(({ gaps }) => gaps.length > 0)
            .map(({ prefix, first, last, gaps }) => (
              <details key={`${prefix}:${first}`} className="biz-version">
                <summary>
                  {t('numbersSeries', { first, last, n: gaps.reduce((sum, { count }) => sum + count, 0) })}
                </summary>
                <p className="bw-soft">
                  {gaps.map(({ from, to }) => (from === to ? from : `${from} – ${to}`)).join(t('comma'))}
                </p>
              </details>
            ))}
        </Panel>
      ))}
      {data && <NumberRules rules={data.rules} can={data.can} />}
    </FormDrawer>
  )
}
