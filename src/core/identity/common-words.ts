/**
 * What people build passwords from, written down here and nowhere copied: English and pinyin words, the rows
 * and columns of a keyboard, numbers that are said or meant. `common-passwords.ts` makes the list of them.
 */
const split = (text: string) => text.trim().split(/\s+/)

export const ENGLISH_WORDS = split(`
password passwd passphrase passcode secret admin administrator root user guest login logon welcome letmein
letmeinnow changeme default master system server manager boss office company business money rich lucky love lover
iloveyou ihateyou loveyou loveme mylove forever happy sunshine princess prince queen king angel baby babygirl
monkey dragon tiger lion panda eagle bear wolf horse dog cat fish bird shadow superman batman spiderman ironman
hello goodbye thankyou please sorry welcome freedom peace hope dream future success winner champion football
basketball baseball soccer hockey tennis golf summer winter spring autumn monday friday sunday january december
apple banana orange lemon cherry cookie coffee chocolate sugar honey pepper ginger computer internet network
windows google baidu tencent alibaba taobao wechat weixin facebook twitter amazon microsoft android iphone huawei
xiaomi samsung nokia ferrari porsche mercedes toyota honda audi michael jordan kobe james david daniel thomas
robert william charlie george andrew jessica jennifer michelle nicole ashley amanda linda maria anna emily mary
trustno access test testing tester temp temporary demo sample example public private security secure safety
china beijing shanghai london paris newyork america abc xyz star stars moon sun sky blue red green black white
purple silver gold golden diamond crystal flower rose lily music guitar piano dance movie game gamer player
hunter killer ninja samurai warrior knight magic wizard matrix phoenix thunder storm fire water ice snow
family father mother brother sister friend friends mine yours only this that the you are my is and for now here
there yes not new old big small one two three four five six seven eight nine ten hundred thousand million
sales customer order contract invoice finance account payment budget target report bellwether crm erp oa
qwerty asdf zxcv azerty dvorak passpass wordpass enter open close start stop begin end first last best good
`)

export const PINYIN_WORDS = split(`
mima denglu yonghu guanliyuan guanli gongsi zongjingli laoban jingli caiwu xiaoshou yewu kehu hetong fapiao
fengxiangbiao woaini woaiwo woaiwojia woaizhongguo aini woai nihao nimen women zhongguo beijing shanghai guangzhou
shenzhen tianjin chongqing chengdu hangzhou nanjing wuhan xian suzhou qingdao dalian ningbo wuxi changsha zhengzhou
jinan shenyang harbin changchun kunming guiyang nanning fuzhou xiamen hefei nanchang taiyuan lanzhou dongguan foshan
jiangsu zhejiang guangdong shandong henan sichuan hubei hunan fujian anhui hebei yunnan
zhang wang li liu chen yang huang zhao wu zhou xu sun ma zhu hu guo he lin gao luo zheng liang xie song tang deng
han feng cao peng zeng xiao tian dong yuan pan yu jiang cai du ye cheng wei su lv ding ren shen yao lu jiangshan
wei ming hua jun jie qiang lei yong min jing li ping gang hong na fang yan juan xia yun tao chao peng bo fei bin
xin ting xue mei lan ying xiaoming xiaohong xiaoli xiaowang xiaozhang laowang laoli laozhang dage dajie gege jiejie
didi meimei baba mama yeye nainai laopo laogong baobao baobei qinai qinaide xihuan kuaile xingfu jiankang pingan
facai gongxi gongxifacai wanshiruyi xinnian xinniankuaile shengri shengrikuaile shunli chenggong jiayou nuli fendou
tiankong dahai taiyang yueliang xingxing caihong meigui mudan xiongmao laohu shizi long feilong fenghuang
wode nide tade women dajia zhenshi henhao haode buyao meiyou zhidao bucuo keyi yiqi yongyuan yishengyishi
yi er san si wu liu qi ba jiu shi bai qian wan yiersansi tianxia diyi wudi dashen daxia wuxing hongqi
abcd aaaa mimashi wodemima guanlimima denglumima zhanghao wangluo diannao shouji dianhua youxiang dizhi
`)

/** The rows and the slanting columns of a keyboard, and the rows of a number pad. */
export const KEYBOARD_LINES = split(`
1234567890 qwertyuiop asdfghjkl zxcvbnm abcdefghijklmnopqrstuvwxyz 1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p
1q2w3e4r5t6y7u8i9o0p qazwsxedcrfvtgbyhnujmikolp q1w2e3r4t5y6u7i8o9p0 147258369 159357 789456123 741852963
qweasdzxc rtyfghvbn 1a2b3c4d5e6f7g8h9i a1b2c3d4e5f6g7h8i9 azsxdcfvgbhnjmk
`)

/** Said aloud in Chinese they mean love, riches or a name; and what everybody thinks of first. */
export const NUMBERS = split(`
123 321 1234 4321 12345 54321 123456 654321 1234567 7654321 12345678 87654321 123456789 987654321 1234567890
0123456789 111 222 333 444 555 666 777 888 999 000 1111 2222 6666 8888 9999 0000 11111 66666 88888 111111 222222
333333 555555 666666 777777 888888 999999 000000 11111111 66666666 88888888 00000000 520 521 1314 5201314 1314520
521521 520520 13145 5211314 7758521 7758258 1688 168 518 168168 518518 9527 10086 10010 12306 110 119 120 112233
121212 123123 123321 147258 159357 147258369 789456 456789 963852741 741852963 2008 2010 1980 1990 2000 2012
2015 2016 2017 2018 2019 2020 2021 2022 2023 2024 2025 2026 2027 1949 1840 01 02 07 11 12 22 66 69 77 88 99 00
`)
