/** What the doctor says, in both languages. `{name}` is filled in. Advice follows an arrow. */
import type { GapCause } from '../contract/recordings.ts';

interface Wording {
  readonly zh: string;
  readonly en: string;
}

const WORDS = {
  not_allowed: {
    zh: '{why} → 登录“台账 → 发现摄像头 → 摄像头网段”添加该网络，或设置 MC_CAMERA_NETWORKS',
    en: '{why} → add the network under Registry → find cameras → camera networks, or set MC_CAMERA_NETWORKS',
  },
  not_resolved: {
    zh: '主机名 {host} 无法解析 → 检查拼写，或改用 IP 地址',
    en: 'The host name {host} cannot be resolved → check how it is spelt, or use its IP address',
  },
  refused: {
    zh: '{host} 有回应，但端口 {port} 没有服务 → 检查端口（RTSP 一般为 554），检查摄像头是否开启了 RTSP',
    en: '{host} answers, but nothing listens at port {port} → check the port (RTSP is 554 as a rule) and that RTSP is switched on at the camera',
  },
  no_answer: {
    zh: '{host}:{port} 5 秒内没有回应 → 检查摄像头电源、网线、防火墙和地址',
    en: '{host}:{port} does not answer within 5 s → check the camera’s power and cable, firewalls and the address',
  },
  no_route: {
    zh: '没有到 {host} 的网络路由 → 检查本机与摄像头之间的网络、VLAN 与专线',
    en: 'There is no network route to {host} → check the network, VLANs and line between this machine and the camera',
  },
  connected: {
    zh: '{host}:{port}（{addresses}）连接成功，耗时 {connectMs} 毫秒',
    en: 'Connected to {host}:{port} ({addresses}) in {connectMs} ms',
  },
  lookup_slow: {
    zh: '解析主机名用了 {lookupMs} 毫秒 → 改用 IP 地址可加快恢复',
    en: 'Looking up the host name took {lookupMs} ms → with an IP address the picture is back sooner',
  },
  connect_slow: {
    zh: '建立连接用了 {connectMs} 毫秒，线路较慢或绕行 → 检查专线',
    en: 'Connecting took {connectMs} ms: the way is long or busy → check the line',
  },
  rtsp_answers: {
    zh: '{server}应答 RTSP，{answerMs} 毫秒；支持 {methods}',
    en: '{server}answers RTSP in {answerMs} ms; it offers {methods}',
  },
  rtsp_fault: {
    zh: 'RTSP 有问题：{reason}',
    en: 'RTSP does not work: {reason}',
  },
  auth_none: {
    zh: '不要求密码，同网络的任何人都能看 → 在摄像头上设置密码',
    en: 'It asks for no password: anybody in its network can watch → set one at the camera',
  },
  auth_unused: {
    zh: '已登记用户名和密码，但摄像头并不要求',
    en: 'A user name and password are registered; the camera does not ask for them',
  },
  auth_digest: {
    zh: '以摘要方式验证身份（{algorithm}，域“{realm}”）',
    en: 'It checks who we are by Digest ({algorithm}, realm “{realm}”)',
  },
  auth_basic: {
    zh: '以 Basic 方式验证身份（域“{realm}”），密码在网上几乎是明文 → 在摄像头上改为 Digest',
    en: 'It checks who we are by Basic (realm “{realm}”): the password travels almost in the open → switch the camera to Digest',
  },
  auth_missing: {
    zh: '摄像头要求用户名和密码，但没有登记 → 请登记',
    en: 'The camera asks for a user name and password; none is registered → register them',
  },
  auth_refused: {
    zh: '用户名或密码不对，或该用户无权取流 → 核对后重新登记；多次错误可能锁定账号',
    en: 'User name or password are wrong, or this user may not play the stream → check and register them again; many attempts may lock the account',
  },
  path_wrong: {
    zh: '摄像头在此地址没有码流（404）→ 核对路径与通道号，查看摄像头说明书',
    en: 'The camera has no stream at this address (404) → check path and channel number in its manual',
  },
  tracks: { zh: '提供：{tracks}', en: 'It offers: {tracks}' },
  no_video: {
    zh: '没有视频轨道 → 地址可能指向了音频或元数据',
    en: 'There is no video among them → the address may be that of sound or metadata',
  },
  no_picture: { zh: '没有取到画面：{reason}', en: 'No picture came: {reason}' },
  no_picture_stalled: {
    zh: '摄像头应答了，但 {waitS} 秒内没有画面 → 重启摄像头；检查同时取流的数量是否已满',
    en: 'The camera answers but sent no picture within {waitS} s → restart it; see whether it has reached its number of viewers',
  },
  picture: {
    zh: '{codec} {width}×{height}，{fps} 帧/秒，{kbps} kbit/s（观察 {seconds} 秒）',
    en: '{codec} {width}×{height}, {fps} pictures a second, {kbps} kbit/s (watched for {seconds} s)',
  },
  picture_encoded: {
    zh: '编码后为 {codec} {width}×{height}，{fps} 帧/秒，{kbps} kbit/s（观察 {seconds} 秒）',
    en: 'Encoded: {codec} {width}×{height}, {fps} pictures a second, {kbps} kbit/s (watched for {seconds} s)',
  },
  first_picture: { zh: '第一幅画面用了 {ms} 毫秒', en: 'The first picture took {ms} ms' },
  first_picture_slow: {
    zh: '第一幅画面用了 {ms} 毫秒 → 缩短关键帧间隔',
    en: 'The first picture took {ms} ms → set a shorter keyframe interval',
  },
  gop: { zh: '关键帧间隔 {gopS} 秒', en: 'A keyframe every {gopS} s' },
  gop_long: {
    zh: '关键帧间隔 {gopS} 秒，偏长：丢包后恢复慢 → 设为 1–2 秒',
    en: 'A keyframe every {gopS} s only: after a loss the picture takes long to recover → set 1–2 s',
  },
  gop_unknown: {
    zh: '{seconds} 秒内只来了一个关键帧 → 设为 1–2 秒',
    en: 'Only one keyframe within {seconds} s → set an interval of 1–2 s',
  },
  keyframe_large: {
    zh: '关键帧大到 {kb} KB，专线上会造成停顿 → 降低分辨率或质量',
    en: 'Keyframes of up to {kb} KB: they make pauses on a narrow line → lower resolution or quality',
  },
  fps_low: {
    zh: '每秒只有 {fps} 帧 → 监看建议 15 帧以上',
    en: 'Only {fps} pictures a second → 15 or more are better to watch',
  },
  sound: { zh: '有声音（{codec}）', en: 'It has sound ({codec})' },
  sound_forbidden: {
    zh: '有声音（{codec}），但大厅不允许监听，因此不取',
    en: 'It has sound ({codec}); the hall does not allow listening, so it is not pulled',
  },
  no_sound: { zh: '没有可用的声音', en: 'It has no sound that we carry' },
  even: { zh: '画面到达均匀（抖动 {jitterMs} 毫秒）', en: 'Pictures come evenly (jitter {jitterMs} ms)' },
  uneven: {
    zh: '画面到达不均匀（抖动 {jitterMs} 毫秒）→ 检查线路是否拥塞',
    en: 'Pictures come unevenly (jitter {jitterMs} ms) → see whether the line is congested',
  },
  paused: {
    zh: '有 {pauseMs} 毫秒没有画面 → 检查线路与摄像头负荷',
    en: 'For {pauseMs} ms no picture came → check the line, and what else the camera has to do',
  },
  interrupted: {
    zh: '观察期间中断或更换格式 {count} 次',
    en: 'The stream broke or changed its format {count} times while it was watched',
  },
  timestamps_jump: {
    zh: '时间戳跳变或停止 {count} 次，已按到达时间修正 → 升级摄像头固件',
    en: 'Timestamps jumped or stood still {count} times; arrival times were used instead → update the camera’s firmware',
  },
  lost: {
    zh: '丢失 {lost} 个数据包，{dropped} 幅画面因此略过 → 检查网线、交换机与线路',
    en: '{lost} packets were lost and {dropped} pictures left out for that → check cables, switches and the line',
  },
  clock_good: {
    zh: '摄像头时钟与服务器相差 {offsetS} 秒',
    en: 'The camera’s clock differs from the server’s by {offsetS} s',
  },
  clock_wrong: {
    zh: '摄像头时钟与服务器相差 {offsetS} 秒，画面上的时间不可信 → 为摄像头设置 NTP 校时',
    en: 'The camera’s clock differs from the server’s by {offsetS} s: the time it writes into the picture is wrong → give it an NTP server',
  },
  clock_unknown: { zh: '摄像头没有告知它的时钟', en: 'The camera does not tell its clock' },
  line_fits: {
    zh: '码流 {kbps} kbit/s；大厅线路可供画面 {capKbps} kbit/s',
    en: 'It takes {kbps} kbit/s; the hall’s line has {capKbps} for pictures',
  },
  line_large: {
    zh: '码流 {kbps} kbit/s 占大厅线路（{capKbps} kbit/s）的大部分，同时只能看一路 → 降低码率，电视墙用子码流',
    en: 'It takes {kbps} of the {capKbps} kbit/s that the hall’s line has for pictures: one at a time → lower its bitrate, use the sub stream on walls',
  },
  line_over: {
    zh: '码流 {kbps} kbit/s 超过大厅线路（{capKbps} kbit/s），会被拒绝（line_full）→ 降低码率，或登记更宽的线路',
    en: 'It takes {kbps} kbit/s, more than the {capKbps} of the hall’s line: it will be refused (line_full) → lower its bitrate, or register a wider line',
  },
  line_free: { zh: '大厅线路没有登记上限', en: 'The hall’s line has no cap registered' },
  by_us: { zh: '由服务器内置客户端直接取流', en: 'The server’s own client pulls it' },
  by_ffmpeg: { zh: '由 ffmpeg 取流，因为：{reason}', en: 'ffmpeg pulls it, because: {reason}' },
  by_encoder: {
    zh: '由 ffmpeg 取流并重新编码，占用一个转码名额，因为：{reason} → 改为 H.264',
    en: 'ffmpeg pulls it and encodes it anew, which takes an encoder, because: {reason} → switch it to H.264',
  },
  plays: { zh: '浏览器可直接播放（WebRTC 与 LL-HLS）', en: 'Browsers play it as it is (WebRTC and LL-HLS)' },
  plays_encoded: { zh: '编码后浏览器可播放', en: 'Browsers play it once it is encoded' },
  h265_not_in_browsers: {
    zh: '浏览器不能播放 H.265，观看时按需转码 → 子码流改为 H.264 可省去转码',
    en: 'Browsers do not play H.265: it is encoded while watched → an H.264 sub stream needs none of that',
  },
  b_frames_not_in_webrtc: {
    zh: '含 B 帧，WebRTC 不能播放，观看时按需转码 → 在摄像头上关闭 B 帧（或改用 Baseline/Main）',
    en: 'It has B-frames, which WebRTC does not play: it is encoded while watched → switch B-frames off (or use Baseline)',
  },
  profile_not_in_browsers: {
    zh: '浏览器不能播放此 H.264 规格（{codecString}），观看时按需转码 → 改为 High 4:2:0 或更低',
    en: 'Browsers do not play this H.264 profile ({codecString}): it is encoded while watched → use High 4:2:0 or lower',
  },
  recorded: { zh: '正在录像', en: 'It is being recorded' },
  recording_off: {
    zh: '按策略不录这路码流 → 如需录像，见“录像”管理页',
    en: 'By its policy this stream is not recorded → the page “Recordings” changes that',
  },
  not_recorded: {
    zh: '应录而没有在录，自 {since}：{why} → 先处理上面的 ✗，磁盘见“录像”管理页',
    en: 'It is to be recorded and is not, since {since}: {why} → mend what ✗ says above; for disks see “Recordings”',
  },
  not_recorded_yet: {
    zh: '应录而没有在录：服务没有运行，或刚刚开始',
    en: 'It is to be recorded and is not: the server does not run, or has just begun',
  },
  footage_since: { zh: '最早的录像自 {oldest}', en: 'There is footage since {oldest}' },
  footage_none: { zh: '还没有录像', en: 'There is no footage yet' },
} satisfies Record<string, Wording>;

export type Code = keyof typeof WORDS;
export type Language = 'zh' | 'en';

export function word(
  code: Code,
  language: Language,
  values: Readonly<Record<string, string | number>>,
): string {
  return WORDS[code][language].replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? '?'));
}

const CAUSES: Readonly<Record<GapCause, Wording>> = {
  camera: { zh: '摄像头故障或离线', en: 'the camera failed or is away' },
  line: { zh: '大厅线路已满或中断', en: 'the hall’s line is full or down' },
  server: { zh: '服务停止', en: 'the server was stopped' },
  disk: { zh: '录像磁盘已满或故障', en: 'the disk is full or failed' },
  off: { zh: '未设置录像', en: 'it was not set to be recorded' },
  purged: { zh: '已过保存期', en: 'its days are over' },
};

/** Why a camera is not recorded, with the code for who looks it up. */
export function gapReason(
  { cause, code }: { readonly cause: GapCause; readonly code: string | null },
  language: Language,
): string {
  const known = language === 'zh' && code !== null ? REASONS[code] : undefined;
  const why = known ?? CAUSES[cause][language];
  return code === null ? why : `${why} (${code})`;
}

/** The media plane's faults in words for people; its own message is in English. */
const REASONS: Readonly<Record<string, string>> = {
  address_not_allowed: '地址不在允许的摄像头网段内',
  camera_unreachable: '摄像头连接不上或拒绝播放',
  camera_unauthorized: '用户名或密码不对',
  camera_not_found: '此地址没有码流',
  camera_stalled: '不再发送画面',
  camera_codec_unsupported: '视频既不是 H.264 也不是 H.265',
  camera_ended: '摄像头结束了码流',
  camera_protocol_error: '发来的内容不符合 RTSP/RTP 规范',
  source_unsuitable: '内置客户端不支持此码流',
  source_crashed: '取流程序意外退出',
  source_misconfigured: '地址有误，或 ffmpeg 未安装',
};

export function reasonOf(
  fault: { readonly code: string; readonly message: string },
  language: Language,
): string {
  return language === 'en' ? fault.message : `${REASONS[fault.code] ?? fault.code}（${fault.message}）`;
}
