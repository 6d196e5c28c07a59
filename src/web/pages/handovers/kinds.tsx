import type { HandoverDetail } from '../../../api/handovers.ts'
import { handoverText } from '../../../text/web/handovers.ts'
import { useText } from '../../ui/language.tsx'
import { Panel } from '../../ui/page-head.tsx'
import { BatchButtons } from './batch-buttons.tsx'

/** For whoever keeps the accounts without seeing business: counts by kind, to be passed on as a whole. */
export function Kinds({ handover }: { handover: HandoverDetail }) {
  const t = useText(handoverText)
  return (
    <Panel title={t('kinds')}>
      <p className="bw-soft">{t('itemsHidden')}</p>
      <ul className="biz-handover-people">
        {handover.kinds.map(({ kind, items, done }) => (
          <li key={kind}>
            <span>{t(`kind_${kind}`)}</span>
            <span className="bw-muted bw-num">
              {done} / {items}
            </span>
            <BatchButtons handover={handover} batch={{ kind }} count={items - done} onDone={() => {}} />
          </li>
        ))}
      </ul>
    </Panel>
  )
}
