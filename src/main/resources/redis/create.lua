-- create: writes a whole hash, unless there is one.
--
-- KEYS[1]  hash
-- ARGV[1]  JSON object of strings: its fields
--
-- Answers, in the order tried: 0 taken, 1 created

if redis.call('EXISTS', KEYS[1]) == 1 then
  return 0
end
local fields = {}
for name, value in pairs(cjson.decode(ARGV[1])) do
  fields[#fields + 1] = name
  fields[#fields + 1] = value
end
redis.call('HSET', KEYS[1], unpack(fields))
return 1
