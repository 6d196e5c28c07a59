import { Button } from 'antd'
import { useState } from 'react'
import { endIndicator, listIndicatorValues, voidIndicatorValue } from '../../../api/indicators.ts'
import { dayOf } from '../../../core/calendar.ts'
import { numberText } from '../../../text/values.ts'
import { indicatorsText } from '../../../text/web/indicators.ts'
import { useLater, useSend } from '../../api.ts'
import { type Can, CanButton } from '../../ui/can-button.tsx'
import { Chart } from '../../ui/chart.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { Moment } from '../../ui/day.tsx'
import { SideDrawer } from '../../ui/dialog.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useText } from '../../ui/language.tsx'
import { laterOpened } from '../../ui/later.tsx'
import { useIsPhone } from '../../ui/phone.ts'
import type { CodedError } from '../../ui/refusal.tsx'
import { useAsOf, useUrl } from '../../ui/url.tsx'
import { type Indicator, type IndicatorValue, useIndicatorName, usePeriod } from './indicator.ts'
import { RecordValue } from './record-value.tsx'

const ValuePaste = laterOpened(async () => (await import('./value-paste.tsx')).ValuePaste)

type DetailProps = {
  indicator: Indicator | null
  can: Can
  onEdit: (indicator: Indicator) => void
  onClose: () => void
}

/** One of them: the line of its figures, each figure with when it was known, and how to add one. */
export function IndicatorDetail({ indicator, ...rest }: DetailProps) {
  const phone = useIsPhone()
  const nameOf = useIndicatorName()
  return (
    <SideDrawer
      open={indicator !== null}
      title={indicator ? nameOf(indicator) : ''}
      size={phone ? '100%' : 820}
      onClose={rest.onClose}
      destroyOnHidden
    >
      {indicator && <Inside key={indicator.id} indicator={indicator} {...rest} />}
    </SideDrawer>
  )
}

function Inside({ indicator, can, onEdit }: DetailProps & { indicator: Indicator }) {
  const t = useText(indicatorsText)
  const nameOf = useIndicatorName()
  const [isPasting, setPasting] = useState(false)
  const [isEnding, setEnding] = useState(false)
  const end = useSend(endIndicator, { onDone: () => setEnding(false) })
  const send = (ended: boolean) =>
    end.mutate({ params: { id: indicator.id }, body: { ended }, ifMatch: indicator.version })
  return (
    <div className="bw-stack">
      <p className="bw-soft">
        {t('facts', {
          every: t(`every_${indicator.every}`),
          source: indicator.source || t('sourceNone'),
          person: indicator.responsible.name,
          key: indicator.key,
        })}
      </p>
      <p className="bw-muted">{t('history', { since: indicator.sinceOn })}</p>
      <div className="bw-row bw-wrap">
        <CanButton can={indicator.isEnded ? 'indicator_ended' : can} onClick={() => setPasting(true)}>
          {t('addValues')}
        </CanButton>
        <CanButton can={can} onClick={() => onEdit(indicator)}>
          {t('edit')}
        </CanButton>
        {indicator.isEnded ? (
          <CanButton can={can} onClick={() => send(false)}>
            {t('resume')}
          </CanButton>
        ) : (
          <CanButton can={can} type="text" onClick={() => setEnding(true)}>
            {t('end')}
          </CanButton>
        )}
      </div>
      <ErrorNote error={isEnding ? null : end.error} />
      <Line indicator={indicator} />
      {can === true && !indicator.isEnded && <RecordValue indicator={indicator} />}
      <Values indicator={indicator} can={can} />
      <ValuePaste open={isPasting} indicator={indicator} onClose={() => setPasting(false)} />
      <Confirm
        open={isEnding}
        title={t('endTitle', { name: nameOf(indicator) })}
        text={t('endText')}
        okText={t('end')}
        busy={end.isPending}
        error={end.error}
        onOk={() => send(true)}
        onCancel={() => setEnding(false)}
      />
    </div>
  )
}

function Line({ indicator }: { indicator: Indicator }) {
  const t = useText(indicatorsText)
  const nameOf = useIndicatorName()
  const { recent, every } = indicator
  if (recent.length < 2) return null
  const names = recent.map(({ on }) => (every === 'month' ? on.slice(0, 7) : on))
  return (
    <Chart
      label={t('chart', { name: nameOf(indicator), n: recent.length })}
      height={200}
      option={{
        xAxis: { type: 'category', data: names },
        yAxis: { type: 'value', scale: true },
        series: [{ type: 'line', name: nameOf(indicator), data: recent.map(({ value }) => value) }],
      }}
      numbers={{
        columns: [t('period'), t('value')],
        rows: recent.map(({ value }, index) => [names[index], numberText(value)]),
      }}
    />
  )
}

const SIZE = 20

function Values({ indicator, can }: { indicator: Indicator; can: Can }) {
  const t = useText(indicatorsText)
  const asOf = useAsOf()
  const { values } = useUrl()
  const [taking, setTaking] = useState<IndicatorValue | null>(null)
  const takeBack = useSend(voidIndicatorValue, { onDone: () => setTaking(null) })
  const { data, error } = useLater(listIndicatorValues, {
    params: { id: indicator.id },
    query: { page: Number(values.page ?? 1), size: SIZE, ...(asOf ? { asOf } : {}) },
  })
  const columns = useColumns(indicator, can === true ? setTaking : null)
  return (
    <>
      <ErrorNote error={error as CodedError | null} />
      {data && (
        <DataTable
          columns={columns}
          rows={data.items}
          rowKey={({ id }) => id}
          total={data.total}
          pageSize={SIZE}
          empty={t('none')}
        />
      )}
      <Confirm
        open={taking !== null}
        title={t('takeBackTitle')}
        text={t('takeBackText')}
        okText={t('takeBack')}
        busy={takeBack.isPending}
        error={takeBack.error}
        onOk={() => taking && takeBack.mutate({ params: { id: taking.id } })}
        onCancel={() => setTaking(null)}
      />
    </>
  )
}

function useColumns(
  { every }: Indicator,
  onTakeBack: ((value: IndicatorValue) => void) | null,
): Column<IndicatorValue>[] {
  const t = useText(indicatorsText)
  const periodOf = usePeriod()
  return [
    { key: 'period', title: t('period'), card: 'title', cell: (row) => periodOf(row.on, every) },
    {
      key: 'value',
      title: t('value'),
      align: 'right',
      card: 'side',
      cell: (row) => (
        <>
          <span className="bw-num">{numberText(row.value)}</span>
          {row.before.map((one) => (
            <div key={one.until} className="bw-muted">
              {t('before', { value: numberText(one.value), until: dayOf(one.until) })}
            </div>
          ))}
        </>
      ),
    },
    { key: 'knownAt', title: t('knownAt'), cell: (row) => <Moment at={row.knownAt} /> },
    { key: 'by', title: t('by'), card: 'foot', cell: (row) => row.by },
    ...(onTakeBack
      ? [
          {
            key: 'act',
            title: '',
            card: 'foot' as const,
            cell: (row: IndicatorValue) => (
              <Button size="small" type="text" onClick={() => onTakeBack(row)}>
                {t('takeBack')}
              </Button>
            ),
          },
        ]
      : []),
  ]
}
