-- prune: takes the rows of an exported month out of the ledger. What they came to stays.
--
-- KEYS[1]  root of the books; besides what books.lua names:
--   <root>:exported  hash  month -> JSON of its export: rows, last, sha256, at
--   <root>:pruned    hash  month -> JSON of what its rows came to, for audits
-- ARGV[1]  month
-- ARGV[2]  id of the last row that was added up
-- ARGV[3]  how many were
-- ARGV[4]  JSON of what they came to, not looked into
--
-- Answers, in the order tried:
--   not_over
--   already_done
--   not_exported
--   differs, rows exported, rows there   from the export, or from what was added up
--   done

local rows = key('ledger:' .. ARGV[1])
if ARGV[1] >= thisMonth then
  return { 'not_over' }
end
if redis.call('HEXISTS', key('pruned'), ARGV[1]) == 1 then
  return { 'already_done' }
end
local written = redis.call('HGET', key('exported'), ARGV[1])
if not written then
  return { 'not_exported' }
end
local export = cjson.decode(written)
local there = redis.call('XLEN', rows)
local last = redis.call('XREVRANGE', rows, '+', '-', 'COUNT', '1')[1]
local isSame = last and last[1] == export.last and last[1] == ARGV[2] and there == tonumber(export.rows)
if not isSame or there ~= tonumber(ARGV[3]) then
  return { 'differs', export.rows, whole(there) }
end

-- From here it must succeed.
redis.call('HSET', key('pruned'), ARGV[1], ARGV[4])
redis.call('UNLINK', rows)
return { 'done' }
