// SPDX-License-Identifier: Apache-2.0
//
// File: fault_vfs.h
//
// A disk that fails when it is told to: a VFS of SQLite's over the system's, which counts what
// changes files and lets a function say how each of that ends. Nothing waits for the real disk.
#ifndef TESTS_UNIT_JOURNAL_FAULT_VFS_H_
#define TESTS_UNIT_JOURNAL_FAULT_VFS_H_

#include <sqlite3.h>

#include <cstdint>
#include <functional>
#include <new>
#include <string>

namespace inflow {

class FaultVfs {
 public:
  enum class Change { kWrite, kSync, kTruncate, kDelete, kOpen };

  FaultVfs() : parent_(sqlite3_vfs_find(nullptr)), vfs_() {
    vfs_.iVersion = 2;
    vfs_.szOsFile = static_cast<int>(sizeof(File)) + parent_->szOsFile;
    vfs_.mxPathname = parent_->mxPathname;
    vfs_.zName = kName;
    vfs_.pAppData = this;
    vfs_.xOpen = &FaultVfs::Open;
    vfs_.xDelete = [](sqlite3_vfs* vfs, const char* name, int sync) {
      const int code = Of(vfs)->Judge(Change::kDelete, name);
      return code != SQLITE_OK ? code : Parent(vfs)->xDelete(Parent(vfs), name, sync);
    };
    vfs_.xAccess = [](sqlite3_vfs* vfs, const char* name, int flags, int* out) {
      return Parent(vfs)->xAccess(Parent(vfs), name, flags, out);
    };
    vfs_.xFullPathname = [](sqlite3_vfs* vfs, const char* name, int size, char* out) {
      return Parent(vfs)->xFullPathname(Parent(vfs), name, size, out);
    };
    vfs_.xRandomness = [](sqlite3_vfs* vfs, int size, char* out) {
      return Parent(vfs)->xRandomness(Parent(vfs), size, out);
    };
    vfs_.xSleep = [](sqlite3_vfs* vfs, int micros) {
      return Parent(vfs)->xSleep(Parent(vfs), micros);
    };
    vfs_.xCurrentTime = [](sqlite3_vfs* vfs, double* out) {
      return Parent(vfs)->xCurrentTime(Parent(vfs), out);
    };
    vfs_.xCurrentTimeInt64 = [](sqlite3_vfs* vfs, sqlite3_int64* out) {
      return Parent(vfs)->xCurrentTimeInt64(Parent(vfs), out);
    };
    vfs_.xGetLastError = [](sqlite3_vfs*, int, char*) { return 0; };
    sqlite3_vfs_register(&vfs_, 0);
  }
  ~FaultVfs() { sqlite3_vfs_unregister(&vfs_); }
  FaultVfs(const FaultVfs&) = delete;
  FaultVfs& operator=(const FaultVfs&) = delete;

  static const char* name() { return kName; }

  // Says how the n-th change, from 1, to a file of this path ends; SQLITE_OK: well.
  std::function<int(Change change, int64_t n, const std::string& path)> judge;
  int64_t changes = 0;
  int64_t syncs = 0;  // those that the file's user asked for

 private:
  static constexpr char kName[] = "inflow-fault";

  struct File {
    sqlite3_file base;
    FaultVfs* vfs;
    const char* path;  // SQLite keeps it as long as the file
    sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
  };

  static FaultVfs* Of(sqlite3_vfs* vfs) { return static_cast<FaultVfs*>(vfs->pAppData); }
  static sqlite3_vfs* Parent(sqlite3_vfs* vfs) { return Of(vfs)->parent_; }
  static File* Of(sqlite3_file* file) { return reinterpret_cast<File*>(file); }
  static sqlite3_file* Real(sqlite3_file* file) { return Of(file)->real(); }
  static const sqlite3_io_methods* Call(sqlite3_file* file) { return Real(file)->pMethods; }

  int Judge(Change change, const char* path) {
    ++changes;
    return judge ? judge(change, changes, path == nullptr ? "" : path) : SQLITE_OK;
  }

  static int Open(sqlite3_vfs* vfs, const char* name, sqlite3_file* out, int flags,
                  int* out_flags) {
    File* const file = Of(out);
    file->base.pMethods = nullptr;
    file->vfs = Of(vfs);
    file->path = name;
    int code = file->vfs->Judge(Change::kOpen, name);
    if (code != SQLITE_OK) return code;
    code = Parent(vfs)->xOpen(Parent(vfs), name, file->real(), flags, out_flags);
    if (file->real()->pMethods != nullptr) file->base.pMethods = Methods();
    return code;
  }

  static int Write(sqlite3_file* file, const void* data, int size, sqlite3_int64 at) {
    const int code = Of(file)->vfs->Judge(Change::kWrite, Of(file)->path);
    // A disk may take a part.
    if (code != SQLITE_OK) {
      Call(file)->xWrite(Real(file), data, size / 2, at);
      return code;
    }
    return Call(file)->xWrite(Real(file), data, size, at);
  }

  static const sqlite3_io_methods* Methods() {
    static const sqlite3_io_methods methods = [] {
      sqlite3_io_methods m{};
      m.iVersion = 2;
      m.xClose = [](sqlite3_file* f) { return Call(f)->xClose(Real(f)); };
      m.xRead = [](sqlite3_file* f, void* data, int size, sqlite3_int64 at) {
        return Call(f)->xRead(Real(f), data, size, at);
      };
      m.xWrite = &FaultVfs::Write;
      m.xTruncate = [](sqlite3_file* f, sqlite3_int64 size) {
        const int code = Of(f)->vfs->Judge(Change::kTruncate, Of(f)->path);
        return code != SQLITE_OK ? code : Call(f)->xTruncate(Real(f), size);
      };
      m.xSync = [](sqlite3_file* f, int) {
        ++Of(f)->vfs->syncs;
        return Of(f)->vfs->Judge(Change::kSync, Of(f)->path);
      };
      m.xFileSize = [](sqlite3_file* f, sqlite3_int64* size) {
        return Call(f)->xFileSize(Real(f), size);
      };
      m.xLock = [](sqlite3_file* f, int level) { return Call(f)->xLock(Real(f), level); };
      m.xUnlock = [](sqlite3_file* f, int level) { return Call(f)->xUnlock(Real(f), level); };
      m.xCheckReservedLock = [](sqlite3_file* f, int* out) {
        return Call(f)->xCheckReservedLock(Real(f), out);
      };
      m.xFileControl = [](sqlite3_file* f, int what, void* with) {
        return Call(f)->xFileControl(Real(f), what, with);
      };
      m.xSectorSize = [](sqlite3_file* f) { return Call(f)->xSectorSize(Real(f)); };
      m.xDeviceCharacteristics = [](sqlite3_file* f) {
        return Call(f)->xDeviceCharacteristics(Real(f));
      };
      m.xShmMap = [](sqlite3_file* f, int region, int size, int extend, void volatile** out) {
        return Call(f)->xShmMap(Real(f), region, size, extend, out);
      };
      m.xShmLock = [](sqlite3_file* f, int offset, int n, int flags) {
        return Call(f)->xShmLock(Real(f), offset, n, flags);
      };
      m.xShmBarrier = [](sqlite3_file* f) { Call(f)->xShmBarrier(Real(f)); };
      m.xShmUnmap = [](sqlite3_file* f, int remove) { return Call(f)->xShmUnmap(Real(f), remove); };
      return m;
    }();
    return &methods;
  }

  sqlite3_vfs* parent_;
  sqlite3_vfs vfs_;
};

}  // namespace inflow

#endif  // TESTS_UNIT_JOURNAL_FAULT_VFS_H_
