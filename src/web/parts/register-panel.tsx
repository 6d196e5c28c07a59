import { useQuery } from '@tanstack/react-query'
import { Alert, App, Button } from 'antd'
import { useState } from 'react'
import { adoptRegister, customerRegister, lookUpCustomer } from '../../api/register.ts'
import { RISKS } from '../../core/register/facts.ts'
import { registerText } from '../../text/web/register.ts'
import { queryOf, type ReplyOf, useSend } from '../api.ts'
import { paths } from '../paths.ts'
import { useMay } from '../session.tsx'
import { CanButton } from '../ui/can-button.tsx'
import { Confirm } from '../ui/confirm.tsx'
import { Moment } from '../ui/day.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { listMark, useText } from '../ui/language.tsx'
import { Facts, Panel } from '../ui/page-head.tsx'
import { useRefusalSentence } from '../ui/refusal.tsx'
import { TextLink, useAsOf } from '../ui/url.tsx'
import './credit.css'
import { laterOpened } from '../ui/later.tsx'

const RegisterDrawer = laterOpened(async () => (await import('./register-drawer.tsx')).RegisterDrawer)

type Register = ReplyOf<typeof customerRegister>
type Found = NonNullable<Register['found']>
const POLL_MS = 1_500

/** What the company register says of a customer, from where and when, and what of it differs [C004 C007]. */
export function RegisterPanel({ customerId }: { customerId: string }) {
  const t = useText(registerText)
  const may = useMay()
  const asOf = useAsOf()
  const [opened, setOpened] = useState<'ask' | 'details' | null>(null)
  const params = { id: customerId }
  const { data } = useQuery({
    ...queryOf(customerRegister, { params, query: { asOf } }),
    enabled: may('credit.read'),
    refetchInterval: ({ state }) => (state.data?.running ? POLL_MS : false),
  })
  const ask = useSend(lookUpCustomer, { onDone: () => setOpened(null) })
  if (!data) return null
  const { found, isOn, running } = data
  return (
    <Panel
      title={t('title')}
      extra={
        <div className="bw-row">
          {isOn && may('credit.write') && !asOf && (
            <CanButton size="small" can={data.can.lookUp} onClick={() => setOpened('ask')}>
              {t(found ? 'again' : 'lookUp')}
            </CanButton>
          )}
          {found && (
            <Button size="small" onClick={() => setOpened('details')}>
              {t('details')}
            </Button>
          )}
        </div>
      }
    >
      <div role="status">{running && <p className="bw-soft">{t('running')}</p>}</div>
      {!running && <LastTry register={data} customerId={customerId} />}
      {found ? <Shown register={data} found={found} customerId={customerId} /> : <Nothing isOn={isOn} />}
      <Confirm
        open={opened === 'ask'}
        title={t('confirmTitle')}
        text={t('confirmText', { provider: t(data.provider ?? 'provider'), n: data.callsEach })}
        okText={t(found ? 'again' : 'lookUp')}
        busy={ask.isPending}
        error={ask.error}
        onOk={() => ask.mutate({ params, body: {} })}
        onCancel={() => setOpened(null)}
      />
      {found && <RegisterDrawer open={opened === 'details'} found={found} onClose={() => setOpened(null)} />}
    </Panel>
  )
}

function Nothing({ isOn }: { isOn: boolean }) {
  const t = useText(registerText)
  const may = useMay()
  return (
    <p className="bw-muted">
      {t(isOn ? 'notYet' : 'notOn')}{' '}
      {!isOn && may('channel.write') && (
        <TextLink href={paths.settings('register')}>{t('toSettings')}</TextLink>
      )}
    </p>
  )
}

function Shown({ register, found, customerId }: { register: Register; found: Found; customerId: string }) {
  const t = useText(registerText)
  const isBad = found.state === 'deregistered' || found.state === 'revoked'
  return (
    <>
      {register.alarms.map(({ kind, on }) => (
        <p key={`${kind}${on}`} className="bw-danger">
          {t(`alarm_${kind}`, { day: on })}
        </p>
      ))}
      <Facts
        items={[
          {
            label: t('status'),
            value: (
              <span className={isBad ? 'bw-danger' : ''}>{found.status || t(`state_${found.state}`)}</span>
            ),
          },
          { label: t('legalRep'), value: found.legalRep ?? '—' },
          { label: t('capital'), value: found.capital || '—' },
          { label: t('founded'), value: found.foundedOn ?? '—' },
        ]}
      />
      <p className="biz-hint">
        {RISKS.map((risk) => (
          <Count key={risk} risk={risk} list={found.risks[risk] ?? null} />
        ))}
      </p>
      <Differences register={register} found={found} customerId={customerId} />
      <p className="bw-soft biz-hint">
        {found.by
          ? t('by', { provider: t(found.provider as 'qichacha'), by: found.by })
          : t('bySchedule', { provider: t(found.provider as 'qichacha') })}
        {' · '}
        <Moment at={found.at} />
        {register.earlier.length > 0 && (
          <span className="bw-block bw-muted">
            {t('earlier', { days: register.earlier.slice(0, 3).join(listMark()) })}
          </span>
        )}
      </p>
    </>
  )
}

function Count({ risk, list }: { risk: (typeof RISKS)[number]; list: { total: number } | null }) {
  const t = useText(registerText)
  const isGrave = risk === 'dishonest' || risk === 'enforced'
  const tone = !list ? 'bw-muted' : list.total === 0 ? 'bw-soft' : isGrave ? 'bw-danger' : 'bw-warn'
  return (
    <span className={`biz-beside ${tone}`}>
      {t(`risk_${risk}`)} {list ? <span className="bw-num">{list.total}</span> : t('untold')}
    </span>
  )
}

type Difference = Register['differences'][number]

/** Offered, one field at a time; nothing is taken over by itself. */
function Differences(props: { register: Register; found: Found; customerId: string }) {
  const t = useText(registerText)
  const { message } = App.useApp()
  const adopt = useSend(adoptRegister, { onDone: () => void message.success(t('adopted')) })
  const { differences } = props.register
  if (differences.length === 0) return null
  const say = ({ field }: Difference, value: string) =>
    field === 'dishonest' ? t(value === '1' ? 'is_1' : 'is_0') : value
  return (
    <>
      <h3>{t('differs')}</h3>
      <ul className="biz-outlooks">
        {differences.map((one) => (
          <li key={one.field}>
            <span>
              <strong>{t(`field_${one.field}`)}</strong>
              <span className="bw-soft bw-block">
                {one.held === null
                  ? t('toldNew', { told: say(one, one.told) })
                  : t('told', { told: say(one, one.told), held: say(one, one.held) })}
              </span>
            </span>
            <CanButton
              size="small"
              can={one.can}
              loading={adopt.isPending && adopt.variables?.body?.field === one.field}
              onClick={() =>
                adopt.mutate({
                  params: { id: props.customerId },
                  body: { snapshotId: props.found.id, field: one.field, held: one.held },
                })
              }
            >
              {t('adopt')}
            </CanButton>
          </li>
        ))}
      </ul>
      <ErrorNote error={adopt.error} />
    </>
  )
}

/** What became of the last look-up when it brought nothing. */
function LastTry({ register: { last, can }, customerId }: { register: Register; customerId: string }) {
  const t = useText(registerText)
  const sentence = useRefusalSentence()
  const ask = useSend(lookUpCustomer)
  if (!last || last.state === 'found') return null
  if (last.state === 'none') return <p className="bw-warn">{t('foundNone')}</p>
  if (last.state === 'ambiguous')
    return (
      <>
        <p className="bw-warn">{t('which')}</p>
        <ul className="biz-outlooks">
          {last.candidates.map(({ name, code }) => (
            <li key={`${name}${code}`}>
              <span>
                {name}
                <span className="bw-soft bw-block bw-num">{code ?? ''}</span>
              </span>
              <CanButton
                size="small"
                can={code === null ? 'uscc_missing' : can.lookUp}
                onClick={() => ask.mutate({ params: { id: customerId }, body: { code: code! } })}
              >
                {t('choose')}
              </CanButton>
            </li>
          ))}
        </ul>
        <ErrorNote error={ask.error} />
      </>
    )
  const { code = '', message = '' } = last.answer ?? {}
  const words = code.startsWith('register_')
    ? sentence({ code })
    : [code, message].filter(Boolean).join(' · ')
  return <Alert type="warning" showIcon title={t('failed', { words })} />
}
