import { type BacktestRow, cancelBacktest, latestBacktests, ruleBacktest } from '../../../api/backtest.ts'
import { backtestText } from '../../../text/web/backtest.ts'
import { useSend } from '../../api.ts'
import { CanButton } from '../../ui/can-button.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useText } from '../../ui/language.tsx'
import { Progress } from '../../ui/progress.tsx'

type RunningProps = { run: BacktestRow; canCancel: true | string | undefined }

/** A run in the background: it goes on when this page is closed, and survives a restart of the server. */
export function BacktestRunning({ run, canCancel }: RunningProps) {
  const t = useText(backtestText)
  const cancel = useSend(cancelBacktest, { refresh: [ruleBacktest, latestBacktests] })
  const bp = run.total ? Math.round((run.done / run.total) * 10_000) : 0
  return (
    <div className="bw-stack">
      <p>{run.total === null ? t('waiting') : t('running', { done: run.done, total: run.total })}</p>
      <Progress bp={bp} label={t('title')} />
      <div className="bw-row">
        <CanButton
          can={canCancel}
          loading={cancel.isPending}
          onClick={() => cancel.mutate({ params: { id: run.id }, body: {} })}
        >
          {t('cancel')}
        </CanButton>
        <span className="bw-soft">{t('goesOn')}</span>
      </div>
      <ErrorNote error={cancel.error} />
    </div>
  )
}
