import { Button, Input } from 'antd'
import { type ReactNode, useState } from 'react'
import { enterPersona, signIn, signInState } from '../../../api/session.ts'
import { roleText } from '../../../text/web/roles.ts'
import { shellText } from '../../../text/web/shell.ts'
import { signInText } from '../../../text/web/sign-in.ts'
import { type ReplyOf, useData, useSend } from '../../api.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Field } from '../../ui/field.tsx'
import { useLanguage, useText } from '../../ui/language.tsx'
import { useUrl } from '../../ui/url.tsx'
import './sign-in.css'

type State = ReplyOf<typeof signInState>

export function SignInPage() {
  const t = useText(signInText)
  const state = useData(signInState)
  const enter = useEnter()
  const hasDemo = state.demoPersonas.length > 0
  return (
    <Door wide={hasDemo}>
      {hasDemo && <Personas personas={state.demoPersonas} onIn={enter} />}
      <div className="bw-door-form">
        <h2>{hasDemo ? t('orSignIn') : t('signIn')}</h2>
        <SignInForm orgs={state.orgs} onIn={enter} />
      </div>
    </Door>
  )
}

/** The frame of every page before sign-in: the promise on one side, what to do on the other. */
export function Door({ wide = false, children }: { wide?: boolean; children: ReactNode }) {
  const t = useText(signInText)
  const shell = useText(shellText)
  const { language, setLanguage } = useLanguage()
  return (
    <div className="bw-door">
      <aside>
        <div className="bw-door-brand">
          <img src="/favicon.svg" alt="" width={34} height={34} />
          <strong>{language === 'zh' ? '风向标 Bellwether' : 'Bellwether 风向标'}</strong>
        </div>
        <div className="bw-door-words">
          <h1>{t('promise')}</h1>
          <p>{t('promiseMore')}</p>
        </div>
        <WindLines />
      </aside>
      <main>
        <Button
          type="text"
          className="bw-door-language"
          onClick={() => setLanguage(language === 'zh' ? 'en' : 'zh')}
        >
          {shell('switchLanguage')}
        </Button>
        <div className={`bw-door-inside${wide ? ' bw-door-wide' : ''}`}>{children}</div>
      </main>
    </div>
  )
}

/** Where to after signing in: where one came from, but only inside this site. */
export function useEnter(): () => void {
  const { values } = useUrl()
  const next = values.next
  return () => window.location.assign(next?.startsWith('/') && !next.startsWith('//') ? next : '/')
}

function Personas({ personas, onIn }: { personas: State['demoPersonas']; onIn: () => void }) {
  const t = useText(signInText)
  const roles = useText(roleText)
  const send = useSend(enterPersona, { refresh: [], onDone: onIn })
  return (
    <div className="bw-personas">
      <h2>{t('demoTitle')}</h2>
      <p className="bw-soft">{t('demoText')}</p>
      <ErrorNote error={send.error} />
      <div className="bw-personas-grid">
        {personas.map((persona) => (
          <button
            type="button"
            key={persona.userId}
            className="bw-persona"
            disabled={send.isPending}
            onClick={() => send.mutate({ body: { userId: persona.userId } })}
          >
            <strong>{persona.roles.map((role) => roles(role)).join(' · ')}</strong>
            <span className="bw-muted">
              {persona.name}
              {persona.departmentName && ` · ${persona.departmentName}`}
            </span>
            {persona.roles[0] && <span className="bw-soft">{t(`${persona.roles[0]}_does`)}</span>}
          </button>
        ))}
      </div>
    </div>
  )
}

function SignInForm({ orgs, onIn }: { orgs: State['orgs']; onIn: () => void }) {
  const t = useText(signInText)
  const own = orgs.filter((org) => !org.isDemo)
  const choices = own.length > 0 ? orgs : orgs.slice(0, 1)
  const [org, setOrg] = useState((own[0] ?? orgs[0])?.slug ?? '')
  const [login, setLogin] = useState('')
  const [password, setPassword] = useState('')
  const send = useSend(signIn, { refresh: [], onDone: onIn })
  return (
    <form
      className="bw-stack"
      onSubmit={(event) => {
        event.preventDefault()
        send.mutate({ body: { ...(org ? { org } : {}), login: login.trim(), password } })
      }}
    >
      {choices.length > 1 && (
        <Field label={t('organisation')}>
          <select className="bw-door-select" value={org} onChange={(event) => setOrg(event.target.value)}>
            {choices.map((one) => (
              <option key={one.slug} value={one.slug}>
                {one.name}
              </option>
            ))}
          </select>
        </Field>
      )}
      <Field label={t('login')}>
        <Input
          size="large"
          name="login"
          autoComplete="username"
          value={login}
          onChange={(event) => setLogin(event.target.value)}
        />
      </Field>
      <Field label={t('password')}>
        <Input.Password
          size="large"
          name="password"
          autoComplete="current-password"
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
      </Field>
      <ErrorNote error={send.error} />
      <Button
        type="primary"
        size="large"
        htmlType="submit"
        block
        loading={send.isPending}
        disabled={login.trim() === '' || password === ''}
      >
        {t('signIn')}
      </Button>
    </form>
  )
}

function WindLines() {
  return (
    <svg className="bw-door-wind" viewBox="0 0 480 260" aria-hidden preserveAspectRatio="xMinYMax slice">
      {[0, 1, 2, 3, 4, 5, 6].map((line) => (
        <path
          key={line}
          d={`M-20 ${70 + line * 27} C 90 ${20 + line * 30}, 190 ${130 + line * 17}, 300 ${74 + line * 25} S 450 ${50 + line * 28}, 520 ${86 + line * 24}`}
        />
      ))}
    </svg>
  )
}
