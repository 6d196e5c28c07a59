import { createServer, type Server, type Socket } from 'node:net'

/**
 * A mail server that keeps what it is given: enough of SMTP (RFC 5321, AUTH PLAIN and LOGIN) for a real
 * client to talk to, on loopback only, able to refuse on command. It never relays anything.
 */
export type SmtpFault =
  | 'auth_535'
  | 'sender_553'
  | 'receiver_550'
  | 'busy_450'
  | 'spam_554'
  | 'hang'
  | 'dies_after_accept'

export type ReceivedMail = { from: string; to: readonly string[]; source: string; user: string | null }

export type SmtpSandbox = {
  port: number
  force: (fault: SmtpFault, times?: number) => void
  close: () => Promise<void>
}

/** `login` null accepts anybody. Mails above 1 MB are refused. */
export async function startSmtpSandbox(options: {
  port: number
  login: { user: string; password: string } | null
  store: (mail: ReceivedMail) => Promise<void>
}): Promise<SmtpSandbox> {
  const faults: SmtpFault[] = []
  const sockets = new Set<Socket>()
  const server: Server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => socket.destroy())
    converse(socket, { login: options.login, store: options.store, takeFault: () => faults.shift() ?? null })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, '127.0.0.1', resolve)
  })
  const address = server.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : options.port,
    force: (fault, times = 1) => faults.push(...Array<SmtpFault>(times).fill(fault)),
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy()
        server.close(() => resolve())
      }),
  }
}

type House = {
  login: { user: string; password: string } | null
  store: (mail: ReceivedMail) => Promise<void>
  takeFault: () => SmtpFault | null
}

type Session = {
  fault: SmtpFault | null
  user: string | null
  from: string
  to: string[]
  /** What the next line is: a command, a step of AUTH LOGIN, or the mail itself. */
  mode: 'command' | 'auth_plain' | 'auth_user' | 'auth_password' | 'data'
  loginUser: string
  source: string[]
}

const MAIL_BYTES = 1_000_000

function converse(socket: Socket, house: House): void {
  const session: Session = {
    fault: house.takeFault(),
    user: null,
    from: '',
    to: [],
    mode: 'command',
    loginUser: '',
    source: [],
  }
  if (session.fault === 'hang') return
  let rest = ''
  let queue = Promise.resolve()
  socket.setEncoding('latin1')
  socket.on('data', (chunk) => {
    rest += chunk
    if (rest.length > MAIL_BYTES) return void socket.destroy()
    const lines = rest.split('\r\n')
    rest = lines.pop() ?? ''
    // Lines of one connection are answered in order, also when the client pipelines them.
    queue = queue.then(async () => {
      for (const text of lines) {
        const answer = await hear(text, session, house)
        if (answer === 'drop') return void socket.destroy()
        if (answer !== null && !socket.destroyed) socket.write(`${answer}\r\n`)
        if (answer?.startsWith('221')) socket.end()
      }
    })
  })
  socket.write('220 sandbox ESMTP\r\n')
}

/** The answer to one line; null while the mail itself is being received. */
async function hear(text: string, session: Session, house: House): Promise<string | null> {
  if (session.mode === 'data') return await hearData(text, session, house)
  if (session.mode !== 'command') return hearLogin(text, session, house)
  const [verb = '', argument = ''] = text.split(/ (.*)/s)
  switch (verb.toUpperCase()) {
    case 'EHLO':
      return '250-sandbox\r\n250-AUTH PLAIN LOGIN\r\n250 8BITMIME'
    case 'HELO':
      return '250 sandbox'
    case 'AUTH':
      return startLogin(argument, session, house)
    case 'MAIL':
      return hearSender(argument, session, house)
    case 'RCPT':
      return hearReceiver(argument, session)
    case 'DATA':
      if (session.to.length === 0) return '503 no receiver'
      session.mode = 'data'
      return '354 go ahead'
    case 'RSET':
      reset(session)
      return '250 ok'
    case 'NOOP':
      return '250 ok'
    case 'QUIT':
      return '221 bye'
    default:
      return '502 unknown command'
  }
}

function startLogin(argument: string, session: Session, house: House): string {
  const [method = '', initial] = argument.split(' ')
  if (method.toUpperCase() === 'PLAIN') {
    if (initial) return finishPlain(initial, session, house)
    session.mode = 'auth_plain'
    return '334 '
  }
  if (method.toUpperCase() !== 'LOGIN') return '504 unknown mechanism'
  session.mode = 'auth_user'
  return '334 VXNlcm5hbWU6'
}

function hearLogin(text: string, session: Session, house: House): string {
  if (session.mode === 'auth_plain') return finishPlain(text, session, house)
  const word = Buffer.from(text, 'base64').toString('utf8')
  if (session.mode === 'auth_user') {
    session.loginUser = word
    session.mode = 'auth_password'
    return '334 UGFzc3dvcmQ6'
  }
  return finishLogin(session.loginUser, word, { session, house })
}

function finishPlain(encoded: string, session: Session, house: House): string {
  const [, user = '', password = ''] = Buffer.from(encoded, 'base64').toString('utf8').split('\0')
  return finishLogin(user, password, { session, house })
}

function finishLogin(
  user: string,
  password: string,
  { session, house }: { session: Session; house: House },
): string {
  session.mode = 'command'
  const wrong = house.login !== null && (house.login.user !== user || house.login.password !== password)
  if (wrong || session.fault === 'auth_535') return '535 Error: authentication failed'
  session.user = user
  return '235 ok'
}

function hearSender(argument: string, session: Session, house: House): string {
  if (house.login !== null && session.user === null) return '530 authentication required'
  const from = addressIn(argument)
  if (session.fault === 'sender_553') return '553 Mail from must equal authorized user'
  if (house.login !== null && from !== house.login.user) return '553 Mail from must equal authorized user'
  session.from = from
  return '250 ok'
}

function hearReceiver(argument: string, session: Session): string {
  if (session.fault === 'receiver_550') return '550 User not found'
  if (session.fault === 'busy_450') return '450 Mailbox busy, try again later'
  session.to.push(addressIn(argument))
  return '250 ok'
}

async function hearData(text: string, session: Session, house: House): Promise<string | null> {
  if (text !== '.') {
    session.source.push(text.startsWith('.') ? text.slice(1) : text)
    return null
  }
  const { fault, from, to, user } = session
  const source = session.source.join('\r\n')
  reset(session)
  if (fault === 'spam_554') return '554 DT:SPM too many spam messages from this address'
  await house.store({ from, to, source, user })
  return fault === 'dies_after_accept' ? 'drop' : '250 queued'
}

function addressIn(argument: string): string {
  return /<([^>]*)>/.exec(argument)?.[1] ?? ''
}

function reset(session: Session): void {
  session.mode = 'command'
  session.from = ''
  session.to = []
  session.source = []
}
