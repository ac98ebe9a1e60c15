-- surprise: counts an offer that was not trusted, and stops the route that keeps making such.
--
-- KEYS[1]  root of the books; stop.lua tells how a route is stopped. Besides:
--   <root>:surprise:route <model> <operation>  hash  id -> '': the last surprises; gone an hour after the last
-- ARGV[1]  'route <model> <operation>'
-- ARGV[2]  id of the surprise
-- ARGV[3]  reason, for people
-- ARGV[4]  how many stop it
--
-- Answers, in the order tried: already_stopped; counted; stopped

if redis.call('HEXISTS', key('stop'), ARGV[1]) == 1 then
  return 'already_stopped'
end
local surprises = key('surprise:' .. ARGV[1])
redis.call('HSET', surprises, ARGV[2], '')
redis.call('EXPIRE', surprises, '3600')
if redis.call('HLEN', surprises) < tonumber(ARGV[4]) then
  return 'counted'
end
redis.call('DEL', surprises)
redis.call('HSET', key('stop'), ARGV[1], 'stipend ' .. whole(now) .. ' ' .. ARGV[3])
redis.call('XADD', key('notice'), 'MAXLEN', '~', '100000', '*', 'kind', 'stopped', 'subject', ARGV[1],
  'by', 'stipend', 'reason', ARGV[3])
return 'stopped'
