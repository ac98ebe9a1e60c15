-- notice: tells operators something; an alarm only once before it is over.
--
-- KEYS[1]  root of the books; stop.lua tells the form of notices. Besides:
--   <root>:alarm  hash  subject -> '': what was told and is not over
-- ARGV[1]  kind: alarm, over or decided
-- ARGV[2]  subject
-- ARGV[3]  by whom
-- ARGV[4]  reason, for people
--
-- Answers, in the order tried: not_told, already_told, done

if ARGV[1] == 'over' and redis.call('HDEL', key('alarm'), ARGV[2]) == 0 then
  return 'not_told'
end
if ARGV[1] == 'alarm' and redis.call('HSETNX', key('alarm'), ARGV[2], '') == 0 then
  return 'already_told'
end
redis.call('XADD', key('notice'), 'MAXLEN', '~', '100000', '*', 'kind', ARGV[1], 'subject', ARGV[2],
  'by', ARGV[3], 'reason', ARGV[4])
return 'done'
