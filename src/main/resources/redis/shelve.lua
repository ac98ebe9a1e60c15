-- shelve: writes fields of the hash of the catalogue, and makes its version another one.
--
-- KEYS[1]  stipend:catalogue, hash: version, document, readAt (ms), since (JSON), rule:<name> (JSON)
-- ARGV[1]  field → text, as JSON; an empty text takes the field away
--
-- Answers the new version. Safe to repeat: the fields are the same then, and a version that grows
-- once more only makes gateways read again.

local fields = cjson.decode(ARGV[1])
-- From here it must succeed.
for field, text in pairs(fields) do
  if text == '' then
    redis.call('HDEL', KEYS[1], field)
  else
    redis.call('HSET', KEYS[1], field, text)
  end
end
return redis.call('HINCRBY', KEYS[1], 'version', 1)
