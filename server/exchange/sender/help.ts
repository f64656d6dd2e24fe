/** `mingchuang-feed --help`. */
import type { Language } from './options.ts';

const zh = `mingchuang-feed：部门系统的参考上报程序。读取文件或标准输入，先落盘再发送，断线续传，不丢不重。

用法：mingchuang-feed --server https://watch.example --token-file 令牌文件 --from 文件夹 [选项]

  --server URL        明窗的地址（或环境变量 MC_FEED_SERVER）
  --token-file 文件   存放令牌的文件（或环境变量 MC_FEED_TOKEN）；令牌不能写在命令行里
  --from 文件夹|-     待上报的文件所在文件夹（.jsonl .json .csv .xml），- 为标准输入
  --stdin 类型        标准输入的内容：jsonl（默认，每行一条）、json、csv、xml
  --spool 文件夹      待发数据落盘的位置，默认 ./mingchuang-spool
  --hall 编号         省、市规范的窗口代码属于哪个大厅
  --ca 文件           服务器证书的签发机构（PEM）
  --once              发完即退出；否则一直守着
  --dry-run           只试报：逐行给出会得到的答复，什么也不留下
  --lang zh|en        语言

落盘文件夹里：queue 待发，taken 已读的文件，refused 被退回的行及原因，failed 读不了的文件。
退出码：0 全部发出；1 用法有误；2 还有没发出的（留在 queue，下次续发）。`;

const en = `mingchuang-feed: reference sender for departments' systems. Reads files or standard input, keeps rows on disk
before it sends them, carries on after the line was cut; nothing is lost or doubled.

Usage: mingchuang-feed --server https://watch.example --token-file FILE --from FOLDER [options]

  --server URL        where Mingchuang is (or the variable MC_FEED_SERVER)
  --token-file FILE   a file that holds the token (or the variable MC_FEED_TOKEN); never an argument
  --from FOLDER|-     the folder with files to report (.jsonl .json .csv .xml); - is standard input
  --stdin KIND        what comes on standard input: jsonl (default, one a line), json, csv, xml
  --spool FOLDER      where rows are kept until they are sent; default ./mingchuang-spool
  --hall ID           the hall that window codes of a published layout are of
  --ca FILE           who signed the server's certificate (PEM)
  --once              leave when all is sent; else keep watching
  --dry-run           only try: shows what each row would be answered, and keeps nothing
  --lang zh|en        language

In the spool folder: queue (to be sent), taken (files that were read), refused (rows that came back, and why), failed
(files that cannot be read). Exit code: 0 all sent; 1 wrong usage; 2 some are still to be sent (next time).`;

export const help: Readonly<Record<Language, string>> = { zh, en };
